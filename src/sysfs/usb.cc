// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/sysfs/usb.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "src/sysfs/attribute.h"

namespace davit::sysfs {
namespace {

constexpr std::string_view kDevices = "/sys/bus/usb/devices";
constexpr std::int64_t kMostNumber = 999;  // three digits in the node's path

/// The digits of a bus or device number as written, if they are one.
std::optional<std::string> Digits(const Root& root, const std::string& object,
                                  std::string_view name) {
  std::optional<std::string> text = Attribute(root, object, name);
  if (!text) return std::nullopt;
  const std::optional<std::int64_t> number = ParseNumber(*text);
  if (!number || *number < 1 || *number > kMostNumber) return std::nullopt;
  return std::to_string(*number);
}

std::optional<std::uint16_t> Id(const Root& root, const std::string& object,
                                std::string_view name) {
  const std::optional<std::int64_t> number = Number(root, object, name, 16);
  if (!number || *number < 0 || *number > 0xffff) return std::nullopt;
  return static_cast<std::uint16_t>(*number);
}

std::optional<UsbDevice> ReadUsb(const Root& root, const std::string& port) {
  const std::string object = std::string(kDevices) + "/" + port;
  const std::optional<std::uint16_t> vendor = Id(root, object, "idVendor");
  const std::optional<std::uint16_t> product = Id(root, object, "idProduct");
  const std::optional<std::string> busnum = Digits(root, object, "busnum");
  const std::optional<std::string> devnum = Digits(root, object, "devnum");
  if (!vendor || !product || !busnum || !devnum) return std::nullopt;
  UsbDevice device;
  device.port = port;
  device.vendor = *vendor;
  device.product = *product;
  device.serial = Attribute(root, object, "serial");
  device.busnum = *busnum;
  device.devnum = *devnum;
  device.authorized = Number(root, object, "authorized").value_or(1) != 0;
  return device;
}

std::string ThreeDigits(const std::string& number) {
  return std::string(number.size() < 3 ? 3 - number.size() : 0, '0') + number;
}

auto NumberKey(const UsbDevice& device) {
  return std::tuple(ThreeDigits(device.busnum), ThreeDigits(device.devnum));
}

}  // namespace

std::string UsbNodePath(const UsbDevice& device) {
  return "/dev/bus/usb/" + ThreeDigits(device.busnum) + "/" + ThreeDigits(device.devnum);
}

Result<std::vector<UsbDevice>> ScanUsb(const Root& root) {
  std::vector<UsbDevice> devices;
  Result<std::vector<std::string>> names = root.List(kDevices);
  if (!names.ok()) {
    if (names.error().code == Code::kNotFound) return devices;
    return std::move(names).error();
  }
  for (const std::string& name : *names) {
    if (std::optional<UsbDevice> device = ReadUsb(root, name)) {
      devices.push_back(std::move(*device));
    }
  }
  std::sort(devices.begin(), devices.end(),
            [](const UsbDevice& a, const UsbDevice& b) { return NumberKey(a) < NumberKey(b); });
  return devices;
}

}  // namespace davit::sysfs
