// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <span>

#include "davit/emulator/pod.h"

namespace davit::emulator {

/// What the runtime is told when a container has answers of several resources: the first one wins
/// for each variable, annotation and container path; CDI names come once.
ContainerResponse MergeAnswers(std::span<const ContainerResponse> answers);

}  // namespace davit::emulator
