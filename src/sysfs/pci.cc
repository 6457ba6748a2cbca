// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/sysfs/pci.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "src/base/escape.h"
#include "src/sysfs/attribute.h"
#include "src/sysfs/numa.h"

namespace davit::sysfs {
namespace {

constexpr std::string_view kDevices = "/sys/bus/pci/devices";

bool IsLowerHex(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// A number that identifies the function: without it there is nothing to say of it.
template <class T>
Result<> ReadId(const Root& root, const std::string& object, std::string_view name, T largest,
                T& into) {
  const std::string path = object + "/" + std::string(name);
  ASSIGN_OR_RETURN(const std::string text, root.ReadText(path));
  const std::optional<std::int64_t> number = ParseNumber(text, 16);
  if (!number || *number < 0 || *number > std::int64_t{largest}) {
    return Error{Code::kUnavailable,
                 "reading " + path + ": \"" + Escape(text.substr(0, 40)) + "\" is no id"};
  }
  into = static_cast<T>(*number);
  return {};
}

}  // namespace

bool IsPciAddress(std::string_view text) {
  // domain:bus:device.function; the domain has more digits under some hypervisors.
  if (text.size() < 12) return false;
  const std::string_view domain = text.substr(0, text.size() - 8);
  const std::string_view rest = text.substr(text.size() - 8);
  return IsLowerHex(domain) && domain.size() <= 8 && rest[0] == ':' &&
         IsLowerHex(rest.substr(1, 2)) && rest[3] == ':' && IsLowerHex(rest.substr(4, 2)) &&
         rest[6] == '.' && rest[7] >= '0' && rest[7] <= '7';
}

Result<PciFunction> ReadPci(const Root& root, const PciAddress& address) {
  if (!IsPciAddress(address.value)) {
    return Error{Code::kInvalidArgument, "\"" + Escape(address.value) + "\" is no PCI address"};
  }
  const std::string object = std::string(kDevices) + "/" + address.value;
  PciFunction function;
  function.address = address;
  RETURN_IF_ERROR(ReadId<std::uint16_t>(root, object, "vendor", 0xffff, function.vendor));
  RETURN_IF_ERROR(ReadId<std::uint16_t>(root, object, "device", 0xffff, function.device));
  RETURN_IF_ERROR(ReadId<std::uint32_t>(root, object, "class", 0xffffff, function.class_code));
  function.numa = NumaOfObject(root, object);
  function.driver = LinkName(root, object, "driver");
  if (const std::optional<std::string> group = LinkName(root, object, "iommu_group")) {
    const std::optional<std::int64_t> number = ParseNumber(*group);
    if (number && *number >= 0 && *number <= std::numeric_limits<int>::max()) {
      function.iommu_group = static_cast<int>(*number);
    }
  }
  return function;
}

Result<PciScan> ScanPci(const Root& root) {
  PciScan scan;
  Result<std::vector<std::string>> names = root.List(kDevices);
  if (!names.ok()) {
    if (names.error().code == Code::kNotFound) return scan;
    return std::move(names).error();
  }
  for (std::string& name : *names) {
    if (!IsPciAddress(name)) continue;
    Result<PciFunction> function = ReadPci(root, PciAddress{std::move(name)});
    if (function.ok()) {
      scan.functions.push_back(std::move(*function));
    } else if (function.error().code != Code::kNotFound) {
      scan.skipped.push_back(std::move(function).error());
    }
  }
  return scan;
}

}  // namespace davit::sysfs
