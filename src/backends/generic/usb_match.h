// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <span>
#include <string>
#include <vector>

#include "src/backends/generic/spec.h"
#include "src/sysfs/usb.h"

namespace davit::generic {

/// The devices that match any of the specifications, in the order of `devices`; empty unless each
/// specification matches at least one. Pure.
std::vector<sysfs::UsbDevice> MatchUsb(std::span<const sysfs::UsbDevice> devices,
                                       std::span<const UsbSpec> specs);

/// "1a86:7523", "1a86:7523:SERIAL"; several joined by "+": what a stable id is made of.
std::string DescribeUsb(std::span<const UsbSpec> specs);

}  // namespace davit::generic
