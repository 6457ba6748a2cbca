// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/backends/generic/options.h"

#include <algorithm>
#include <charconv>
#include <set>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "src/backends/generic/container_path.h"
#include "src/base/glob_pattern.h"
#include "src/config/values.h"

namespace davit::generic {
namespace {

using config::Key;
using config::KeyType;

constexpr std::int64_t kMostShares = 100'000;
constexpr std::int64_t kHighestLimit = 10'000;

Error Expected(std::string_view what, const ConfigNode& value) {
  return {Code::kInvalidArgument,
          fmt::format("expected {}, got {}", what, config::DescribeNode(value))};
}

Result<> CheckName(const ConfigNode& value) {
  if (IsDeviceName(value.text)) return {};
  return Expected("two or more of a-z, 0-9 and inner \"-\"", value);
}

Result<> CheckOnMissing(const ConfigNode& value) {
  if (value.text == "unhealthy" || value.text == "remove") return {};
  return Expected("unhealthy or remove", value);
}

Result<> CheckIdMode(const ConfigNode& value) {
  if (value.text == "stable" || value.text == "legacy") return {};
  return Expected("stable or legacy", value);
}

Result<> CheckRange(const ConfigNode& value, std::int64_t most) {
  const auto number = config::AsInteger(value);
  if (number.ok() && *number >= 1 && *number <= most) return {};
  return Expected(fmt::format("a number from 1 to {}", most), value);
}

Result<> CheckCount(const ConfigNode& value) { return CheckRange(value, kMostShares); }
Result<> CheckLimit(const ConfigNode& value) { return CheckRange(value, kHighestLimit); }

Result<> CheckPath(const ConfigNode& value) {
  std::string_view rest = value.text;
  if (!rest.starts_with('/')) return Expected("an absolute path of the host", value);
  while (!rest.empty()) {
    const std::string_view name = rest.substr(0, rest.find('/'));
    rest.remove_prefix(std::min(rest.size(), name.size() + 1));
    if (name == "..") return Expected("a path without \"..\"", value);
    if (auto pattern = GlobPattern::Parse(name); !pattern.ok()) return pattern.error();
  }
  return {};
}

Result<> CheckMountPath(const ConfigNode& value) {
  if (value.text.empty()) return {};
  return CheckContainerPath(value.text);
}

Result<> CheckType(const ConfigNode& value) {
  if (value.text == "Device" || value.text == "Mount") return {};
  return Expected("Device or Mount", value);
}

Result<> CheckPermissions(const ConfigNode& value) {
  const std::string& text = value.text;
  const std::set<char> letters(text.begin(), text.end());
  if (!text.empty() && letters.size() == text.size() &&
      text.find_first_not_of("rwm") == std::string::npos) {
    return {};
  }
  return Expected("some of the letters r, w and m", value);
}

Result<> CheckUsbId(const ConfigNode& value) {
  if (ParseUsbId(value.text)) return {};
  return Expected("one to four hexadecimal digits, with or without 0x", value);
}

const std::vector<ConfigNode>& Items(const ConfigNode& map, std::string_view key) {
  static const std::vector<ConfigNode> kNone;
  const ConfigNode* value = map.Find(key);
  return value == nullptr ? kNone : value->list;
}

void InspectGroup(const ConfigNode& group, config::Problems& problems) {
  const bool has_paths = !Items(group, "paths").empty();
  const bool has_usb = !Items(group, "usb").empty();
  if (has_paths == has_usb) {
    problems.Add(group.mark, has_paths ? "a group has either paths or usb, not both; make two "
                                         "groups of it"
                                       : "a group needs paths or usb");
  }
  for (const ConfigNode& path : Items(group, "paths")) {
    if (!config::StringOr(path, "mountPath", "").empty()) continue;
    if (auto fits = CheckContainerPath(config::StringOr(path, "path", "")); !fits.ok()) {
      problems.Add(path.mark, "without a mountPath, the path holds in the container too: " +
                                  fits.error().message);
    }
  }
}

void InspectDevices(const ConfigNode& devices, config::Problems& problems) {
  std::set<std::string> names;
  for (const ConfigNode& device : devices.list) {
    const std::string name = config::StringOr(device, "name", "");
    if (!names.insert(name).second) {
      problems.Add(device.Find("name")->mark,
                   fmt::format("two devices are called {}; put their groups under one name",
                               config::Quoted(name)));
    }
    if (Items(device, "groups").empty()) {
      problems.Add(device.mark, fmt::format("the device {} needs groups", config::Quoted(name)));
    }
    for (const ConfigNode& group : Items(device, "groups")) InspectGroup(group, problems);
  }
}

constexpr Key kPathKeys[] = {
    {.name = "path",
     .meaning = "of the host; *, ? and [...] match as in a shell, one level at a time",
     .required = true,
     .check = &CheckPath},
    {.name = "mountPath",
     .default_text = "the path",
     .meaning = "where it lies in the container; with / at the end, the directory it lies in",
     .check = &CheckMountPath},
    {.name = "type",
     .default_text = "Device",
     .meaning = "Device (a node, or a directory of nodes) or Mount",
     .check = &CheckType},
    {.name = "permissions",
     .default_text = "mrw",
     .meaning = "of a Device: read, write, make nodes",
     .check = &CheckPermissions},
    {.name = "readOnly",
     .type = KeyType::kBool,
     .default_text = "false",
     .meaning = "of a Mount: the container may not write"},
    {.name = "limit",
     .type = KeyType::kInteger,
     .default_text = "1",
     .meaning = "how many sets one match may be a part of",
     .check = &CheckLimit},
    {.name = "optional",
     .type = KeyType::kBool,
     .default_text = "false",
     .meaning = "sets are made without this path where nothing matches it"},
};
constexpr Key kUsbKeys[] = {
    {.name = "vendor",
     .meaning = "idVendor, hexadecimal, with or without 0x",
     .required = true,
     .check = &CheckUsbId},
    {.name = "product",
     .meaning = "idProduct, hexadecimal, with or without 0x",
     .required = true,
     .check = &CheckUsbId},
    {.name = "serial", .default_text = "any", .meaning = "serial number"},
};
constexpr Key kGroupKeys[] = {
    {.name = "count",
     .type = KeyType::kInteger,
     .default_text = "1",
     .meaning = "published as the attribute count, for `sharing: {count: count}`",
     .check = &CheckCount},
    {.name = "paths",
     .type = KeyType::kListOfMap,
     .meaning = "a set takes one match of each of these",
     .children = kPathKeys},
    {.name = "usb",
     .type = KeyType::kListOfMap,
     .meaning = "all USB devices that match make one set; each of these must match one",
     .children = kUsbKeys},
};
constexpr Key kDeviceKeys[] = {
    {.name = "name",
     .meaning = "the attribute name, by which a resource takes its sets",
     .required = true,
     .check = &CheckName},
    {.name = "onMissing",
     .default_text = "unhealthy",
     .meaning = "a set that is not there is listed as Unhealthy (unhealthy) or not at all (remove)",
     .check = &CheckOnMissing},
    {.name = "idMode",
     .default_text = "stable",
     .meaning = "what the ids of USB sets are made of: what is asked for (stable), or the bus "
                "nodes as generic-device-plugin does (legacy)",
     .check = &CheckIdMode},
    {.name = "groups",
     .type = KeyType::kListOfMap,
     .meaning = "each group makes sets, all under this name",
     .required = true,
     .children = kGroupKeys},
};
constexpr Key kOptionKeys[] = {
    {.name = "devices",
     .type = KeyType::kListOfMap,
     .default_text = "fuse, kvm, tun",
     .meaning = "what to look for",
     .children = kDeviceKeys,
     .inspect = &InspectDevices},
};

std::string Trimmed(const std::string& text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

PathSpec ReadPath(const ConfigNode& node) {
  PathSpec spec;
  spec.path = Trimmed(config::StringOr(node, "path", ""));
  spec.mount_path = config::StringOr(node, "mountPath", "");
  spec.is_mount = config::StringOr(node, "type", "Device") == "Mount";
  spec.permissions = config::StringOr(node, "permissions", spec.permissions);
  spec.read_only = config::BoolOr(node, "readOnly", false);
  spec.limit = static_cast<int>(config::IntegerOr(node, "limit", 1));
  spec.optional = config::BoolOr(node, "optional", false);
  return spec;
}

UsbSpec ReadUsb(const ConfigNode& node) {
  UsbSpec spec;
  spec.vendor = ParseUsbId(config::StringOr(node, "vendor", "0")).value_or(0);
  spec.product = ParseUsbId(config::StringOr(node, "product", "0")).value_or(0);
  spec.serial = config::StringOr(node, "serial", "");
  return spec;
}

DeviceSpec ReadDevice(const ConfigNode& node) {
  DeviceSpec spec;
  spec.name = config::StringOr(node, "name", "");
  if (config::StringOr(node, "onMissing", "") == "remove") spec.on_missing = OnMissing::kRemove;
  if (config::StringOr(node, "idMode", "") == "legacy") spec.id_mode = IdMode::kLegacy;
  for (const ConfigNode& group : Items(node, "groups")) {
    GroupSpec& made = spec.groups.emplace_back();
    made.count = config::IntegerOr(group, "count", 1);
    for (const ConfigNode& path : Items(group, "paths")) made.paths.push_back(ReadPath(path));
    for (const ConfigNode& usb : Items(group, "usb")) made.usb.push_back(ReadUsb(usb));
  }
  return spec;
}

}  // namespace

std::span<const Key> OptionKeys() { return kOptionKeys; }

std::span<const Key> DeviceKeys() { return kDeviceKeys; }

std::vector<DeviceSpec> ReadOptions(const ConfigNode& node) {
  const ConfigNode* devices = node.Find("devices");
  if (devices == nullptr) return DefaultSpecs();
  std::vector<DeviceSpec> specs;
  for (const ConfigNode& device : devices->list) specs.push_back(ReadDevice(device));
  return specs;
}

std::vector<DeviceSpec> DefaultSpecs() {
  std::vector<DeviceSpec> specs;
  for (const auto& [name, path] : {std::pair("fuse", "/dev/fuse"), std::pair("kvm", "/dev/kvm"),
                                   std::pair("tun", "/dev/net/tun")}) {
    DeviceSpec& spec = specs.emplace_back();
    spec.name = name;
    spec.on_missing = OnMissing::kRemove;
    spec.groups.emplace_back().paths.emplace_back().path = path;
  }
  return specs;
}

std::optional<std::uint16_t> ParseUsbId(std::string_view text) {
  if (text.starts_with("0x") || text.starts_with("0X")) text.remove_prefix(2);
  std::uint16_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id, 16);
  if (error != std::errc() || end != text.data() + text.size() || text.size() > 4) {
    return std::nullopt;
  }
  return id;
}

bool IsDeviceName(std::string_view name) {
  static constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz0123456789";
  const auto is_letter = [](char c) { return kLetters.find(c) != std::string_view::npos; };
  return name.size() >= 2 && is_letter(name.front()) && is_letter(name.back()) &&
         std::ranges::all_of(name, [&](char c) { return is_letter(c) || c == '-'; });
}

}  // namespace davit::generic
