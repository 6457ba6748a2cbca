// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "davit/result.h"
#include "davit/root.h"

namespace davit::sysfs {

/// One USB device (never an interface of one), as /sys/bus/usb/devices says. Root hubs too.
struct UsbDevice {
  std::string port;  ///< its name there: "1-4.2" (bus and ports), "usb1" (a root hub)
  std::uint16_t vendor = 0;
  std::uint16_t product = 0;
  std::optional<std::string> serial;  ///< as the device says it: any bytes
  std::string busnum;                 ///< decimal, without leading zeros: "1"
  std::string devnum;                 ///< "12"
  bool authorized = true;             ///< whether the kernel may use it

  friend bool operator==(const UsbDevice&, const UsbDevice&) = default;
};

/// "/dev/bus/usb/001/012".
std::string UsbNodePath(const UsbDevice& device);

/// All USB devices with readable ids and numbers, by bus and device number; none where there is no
/// USB. Errors: kPermissionDenied, kUnavailable (the bus cannot be listed).
Result<std::vector<UsbDevice>> ScanUsb(const Root& root);

}  // namespace davit::sysfs
