// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/backends/generic/usb_match.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

namespace davit::generic {
namespace {

bool Matches(const UsbSpec& spec, const sysfs::UsbDevice& device) {
  return spec.vendor != 0 && spec.vendor == device.vendor && spec.product == device.product &&
         (spec.serial.empty() || spec.serial == device.serial);
}

}  // namespace

std::vector<sysfs::UsbDevice> MatchUsb(std::span<const sysfs::UsbDevice> devices,
                                       std::span<const UsbSpec> specs) {
  for (const UsbSpec& spec : specs) {
    if (std::ranges::none_of(devices, [&](const auto& device) { return Matches(spec, device); })) {
      return {};
    }
  }
  std::vector<sysfs::UsbDevice> matches;
  std::ranges::copy_if(devices, std::back_inserter(matches), [&](const auto& device) {
    return std::ranges::any_of(specs, [&](const UsbSpec& spec) { return Matches(spec, device); });
  });
  return matches;
}

std::string DescribeUsb(std::span<const UsbSpec> specs) {
  std::string text;
  for (const UsbSpec& spec : specs) {
    if (!text.empty()) text += '+';
    text += fmt::format("{:04x}:{:04x}", spec.vendor, spec.product);
    if (!spec.serial.empty()) text += ":" + spec.serial;
  }
  return text;
}

}  // namespace davit::generic
