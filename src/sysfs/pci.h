// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "davit/device.h"
#include "davit/result.h"
#include "davit/root.h"

namespace davit::sysfs {

/// One PCI function, as /sys/bus/pci/devices says.
struct PciFunction {
  PciAddress address;
  std::uint16_t vendor = 0;
  std::uint16_t device = 0;
  std::uint32_t class_code = 0;  ///< 24 bits: 0x020700
  std::optional<NumaNode> numa;  ///< -1 in sysfs: not known
  std::optional<std::string> driver;
  std::optional<int> iommu_group;

  friend bool operator==(const PciFunction&, const PciFunction&) = default;
};

/// What a scan of a bus found, and what it could not make sense of.
struct PciScan {
  std::vector<PciFunction> functions;  ///< by address
  std::vector<Error> skipped;          ///< one for each function without readable ids
};

/// "0000:3b:00.0": four or more hex digits, two, two, one octal digit; lower case.
bool IsPciAddress(std::string_view text);

/// One function. Errors: kInvalidArgument (no address), kNotFound, kUnavailable (vendor, device or
/// class is unreadable or no number).
Result<PciFunction> ReadPci(const Root& root, const PciAddress& address);

/// All functions of the machine; none where there is no PCI. A function that goes away meanwhile is
/// left out without a word. Errors: kPermissionDenied, kUnavailable (the bus cannot be listed).
Result<PciScan> ScanPci(const Root& root);

}  // namespace davit::sysfs
