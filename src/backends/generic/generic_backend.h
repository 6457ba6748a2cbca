// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include "davit/backend.h"

namespace davit::generic {

/// Any device node, file, directory or USB device of the machine, found by path, pattern or USB id,
/// alone or in sets. Stands in for generic-device-plugin.
extern const BackendEntry kEntry;

}  // namespace davit::generic
