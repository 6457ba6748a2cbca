// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <string>

#include "davit/device.h"
#include "davit/root.h"

namespace davit::generic {

/// Where a device sits, by the nearest PCI function and NUMA node at or above its folder in sysfs
/// (a link is followed). Nothing where it has no parent there. Blocks on the disk.
Place PlaceOf(const Root& root, const std::string& sysfs);

}  // namespace davit::generic
