// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <string_view>

namespace davit::emulator {

/// Whether the kubelet takes `name` as the name of an extended resource.
bool IsResourceName(std::string_view name);

}  // namespace davit::emulator
