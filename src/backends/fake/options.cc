// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/backends/fake/options.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include "src/config/values.h"

namespace davit::fake {
namespace {

using config::Key;
using config::KeyType;

constexpr std::int64_t kMostDevices = 100'000;

Error WrongAt(const ConfigNode& node, std::string_view what) {
  return {Code::kInvalidArgument, fmt::format("{}:{}: {}", node.mark.line, node.mark.column, what)};
}

Result<> CheckCount(const ConfigNode& value) {
  const auto count = config::AsInteger(value);
  if (count.ok() && *count >= 1 && *count <= kMostDevices) return {};
  return Error{Code::kInvalidArgument, fmt::format("expected a number from 1 to {}", kMostDevices)};
}

Result<> CheckSeverity(const ConfigNode& value) {
  if (value.text == "fatal" || value.text == "warning") return {};
  return Error{Code::kInvalidArgument, "expected fatal or warning"};
}

Result<> CheckWhenGone(const ConfigNode& value) {
  if (value.text == "missing" || value.text == "retired") return {};
  return Error{Code::kInvalidArgument, "expected missing or retired"};
}

constexpr Key kNodeKeys[] = {
    {.name = "path", .meaning = "in the container", .required = true},
    {.name = "hostPath", .default_text = "the path", .meaning = "the node on the host"},
    {.name = "permissions", .default_text = "rwm", .meaning = "a subset of rwm"},
};
constexpr Key kMountKeys[] = {
    {.name = "hostPath", .meaning = "on the host", .required = true},
    {.name = "containerPath", .default_text = "the host path", .meaning = "in the container"},
    {.name = "readOnly",
     .type = KeyType::kBool,
     .default_text = "false",
     .meaning = "whether the container may only read it"},
};
constexpr Key kFaultKeys[] = {
    {.name = "code", .meaning = "what a selector's ignore names", .required = true},
    {.name = "severity",
     .default_text = "fatal",
     .meaning = "fatal or warning",
     .check = &CheckSeverity},
    {.name = "text", .meaning = "what is wrong, for people"},
};
constexpr Key kGroupKeys[] = {
    {.name = "purpose", .default_text = "node", .meaning = "node or driver"},
    {.name = "env", .type = KeyType::kDictionary, .meaning = "environment variables"},
    {.name = "nodes",
     .type = KeyType::kListOfMap,
     .meaning = "device nodes",
     .children = kNodeKeys},
    {.name = "mounts", .type = KeyType::kListOfMap, .meaning = "mounts", .children = kMountKeys},
};
constexpr Key kDeviceKeys[] = {
    {.name = "id",
     .meaning = "of the device; {n} is its number where there is a count",
     .required = true},
    {.name = "count",
     .type = KeyType::kInteger,
     .default_text = "1",
     .meaning = "how many of these there are, numbered from 0",
     .check = &CheckCount},
    {.name = "kind", .default_text = "device", .meaning = "the backend's word for it"},
    {.name = "parent", .meaning = "id of the device that this one is a part of"},
    {.name = "pci", .meaning = "PCI address"},
    {.name = "numa", .type = KeyType::kList, .meaning = "NUMA nodes that it is near to"},
    {.name = "numaSpread",
     .type = KeyType::kInteger,
     .meaning = "device n is near NUMA node n modulo this",
     .check = &CheckCount},
    {.name = "occupies", .type = KeyType::kList, .meaning = "hardware keys, {n} filled in"},
    {.name = "attributes",
     .type = KeyType::kDictionary,
     .meaning = "what selectors match: strings ({n} filled in), whole numbers, true or false"},
    {.name = "env", .type = KeyType::kDictionary, .meaning = "environment variables"},
    {.name = "nodes",
     .type = KeyType::kListOfMap,
     .meaning = "device nodes",
     .children = kNodeKeys},
    {.name = "mounts", .type = KeyType::kListOfMap, .meaning = "mounts", .children = kMountKeys},
    {.name = "groups", .type = KeyType::kList, .meaning = "names of shared edit groups"},
    {.name = "faults",
     .type = KeyType::kListOfMap,
     .meaning = "what is wrong with it to begin with",
     .children = kFaultKeys},
    {.name = "whenGone",
     .default_text = "missing",
     .meaning = "missing (may come back) or retired",
     .check = &CheckWhenGone},
    {.name = "needsSetup",
     .type = KeyType::kBool,
     .default_text = "false",
     .meaning = "Unhealthy until an assignment has been carried out"},
};
constexpr Key kLinkKeys[] = {
    {.name = "a", .meaning = "id of a device", .required = true},
    {.name = "b", .meaning = "id of another", .required = true},
    {.name = "weight", .type = KeyType::kNumber, .meaning = "higher is closer", .required = true},
};
constexpr Key kOptionKeys[] = {
    {.name = "control", .meaning = "host path of the file that commands are written to"},
    {.name = "setupTime",
     .type = KeyType::kDuration,
     .default_text = "0s",
     .meaning = "how long an assignment takes"},
    {.name = "prepareTime",
     .type = KeyType::kDuration,
     .default_text = "0s",
     .meaning = "how long the preparation of a container takes"},
    {.name = "waitingFor", .meaning = "start in the state waiting, with this reason"},
    {.name = "facts", .type = KeyType::kDictionary, .meaning = "facts of the node and driver"},
    {.name = "groups",
     .type = KeyType::kDictionary,
     .meaning = "edit groups that devices share, by name",
     .children = kGroupKeys},
    {.name = "devices",
     .type = KeyType::kListOfMap,
     .meaning = "the devices to begin with",
     .children = kDeviceKeys},
    {.name = "links",
     .type = KeyType::kListOfMap,
     .meaning = "how close two devices are",
     .children = kLinkKeys},
};

const std::vector<ConfigNode>& Items(const ConfigNode& map, std::string_view key) {
  static const std::vector<ConfigNode> kNone;
  const ConfigNode* value = map.Find(key);
  return value == nullptr ? kNone : value->list;
}

const std::vector<ConfigNode::Entry>& Entries(const ConfigNode& map, std::string_view key) {
  static const std::vector<ConfigNode::Entry> kNone;
  const ConfigNode* value = map.Find(key);
  return value == nullptr ? kNone : value->map;
}

/// Fills `{n}` and `{id}` in.
struct Filler {
  std::string n;
  std::string id;

  std::string operator()(std::string text) const {
    Replace(text, "{n}", n);
    Replace(text, "{id}", id);
    return text;
  }

 private:
  static void Replace(std::string& text, std::string_view what, const std::string& by) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
      text.replace(at, what.size(), by);
    }
  }
};

ContainerEdits ReadEdits(const ConfigNode& map, const Filler& fill) {
  ContainerEdits edits;
  for (const auto& [name, mark, value] : Entries(map, "env")) {
    edits.env.emplace_back(name, fill(value.text));
  }
  for (const ConfigNode& node : Items(map, "nodes")) {
    edits.device_nodes.push_back({.path = fill(config::StringOr(node, "path", "")),
                                  .host_path = fill(config::StringOr(node, "hostPath", "")),
                                  .permissions = config::StringOr(node, "permissions", "rwm")});
  }
  for (const ConfigNode& mount : Items(map, "mounts")) {
    const std::string host_path = fill(config::StringOr(mount, "hostPath", ""));
    edits.mounts.push_back(
        {.host_path = host_path,
         .container_path = fill(config::StringOr(mount, "containerPath", host_path)),
         .options = {config::BoolOr(mount, "readOnly", false) ? "ro" : "rw"}});
  }
  return edits;
}

/// Reads one entry of `devices`, which may stand for many devices.
class DeviceReader {
 public:
  DeviceReader(const ConfigNode& node, std::size_t position, Snapshot& machine)
      : node_(node), position_(position), machine_(machine) {}

  Result<> Read() {
    const std::int64_t count = config::IntegerOr(node_, "count", 1);
    const ContainerEdits as_written = ReadEdits(node_, {.n = "{n}", .id = "{id}"});
    for (std::int64_t n = 0; n < count; ++n) {
      Filler fill{.n = std::to_string(n), .id = {}};
      fill.id = fill(config::StringOr(node_, "id", ""));
      ASSIGN_OR_RETURN(Device device, ReadOne(n, fill));
      AddOwnGroup(as_written, fill, device);
      machine_.devices.push_back(std::move(device));
    }
    return {};
  }

 private:
  Result<Device> ReadOne(std::int64_t n, const Filler& fill) const {
    Device device{.id = {fill.id}, .kind = config::StringOr(node_, "kind", "device")};
    if (node_.Find("parent") != nullptr)
      device.parent = DeviceId{fill(config::StringOr(node_, "parent", ""))};
    if (node_.Find("pci") != nullptr)
      device.place.pci = PciAddress{fill(config::StringOr(node_, "pci", ""))};
    RETURN_IF_ERROR(ReadNuma(n, device));
    for (const ConfigNode& key : Items(node_, "occupies")) {
      device.occupies.push_back(fill(key.text));
    }
    for (const auto& [name, mark, value] : Entries(node_, "attributes")) {
      const std::string text = fill(value.text);
      device.attributes.emplace(name, ReadAttribute(text, value.quoted));
    }
    for (const ConfigNode& name : Items(node_, "groups")) {
      if (!machine_.edits.contains(name.text)) {
        return WrongAt(name, fmt::format("no group is called '{}'", name.text));
      }
      device.edit_groups.push_back(name.text);
    }
    for (const ConfigNode& fault : Items(node_, "faults")) {
      device.faults.push_back({.code = config::StringOr(fault, "code", ""),
                               .severity = config::StringOr(fault, "severity", "") == "warning"
                                               ? Severity::kWarning
                                               : Severity::kFatal,
                               .text = config::StringOr(fault, "text", "the configuration says so"),
                               .since = {}});
    }
    if (config::StringOr(node_, "whenGone", "") == "retired") device.when_gone = WhenGone::kRetired;
    device.needs_setup = config::BoolOr(node_, "needsSetup", false);
    return device;
  }

  Result<> ReadNuma(std::int64_t n, Device& device) const {
    for (const ConfigNode& item : Items(node_, "numa")) {
      const auto number = config::AsInteger(item);
      if (!number.ok() || *number < 0 || *number > 1023) {
        return WrongAt(item, fmt::format("'{}' is no NUMA node", item.text));
      }
      device.place.numa.push_back({static_cast<int>(*number)});
    }
    if (const auto spread = config::IntegerOr(node_, "numaSpread", 0); spread > 0) {
      device.place.numa.push_back({static_cast<int>(n % spread)});
    }
    std::ranges::sort(device.place.numa);
    device.place.numa.erase(std::unique(device.place.numa.begin(), device.place.numa.end()),
                            device.place.numa.end());
    return {};
  }

  /// Edits in which nothing is filled in are one group for all devices of the entry.
  void AddOwnGroup(const ContainerEdits& as_written, const Filler& fill, Device& device) const {
    if (as_written == ContainerEdits{}) return;
    ContainerEdits edits = ReadEdits(node_, fill);
    const std::string name =
        edits == as_written ? fmt::format("#{}", position_) : "device " + device.id.value;
    machine_.edits.emplace(
        name, EditGroup{.purpose = "node", .edits = std::move(edits), .node_files = {}});
    device.edit_groups.push_back(name);
  }

  const ConfigNode& node_;
  std::size_t position_;
  Snapshot& machine_;
};

Result<> CheckIds(const ConfigNode& node, const Snapshot& machine) {
  std::unordered_set<DeviceId> ids;
  for (const Device& device : machine.devices) {
    if (!ids.insert(device.id).second) {
      return WrongAt(*node.Find("devices"), fmt::format("two devices have the id '{}'; where there "
                                                        "is a count, the id needs {{n}}",
                                                        device.id.value));
    }
  }
  for (const Device& device : machine.devices) {
    if (device.parent && !ids.contains(*device.parent)) {
      return WrongAt(*node.Find("devices"),
                     fmt::format("the parent of '{}' is '{}', which is not there", device.id.value,
                                 device.parent->value));
    }
  }
  for (const ConfigNode& link : Items(node, "links")) {
    for (const std::string_view end : {"a", "b"}) {
      if (!ids.contains({config::StringOr(link, end, "")})) {
        return WrongAt(link,
                       fmt::format("no device has the id '{}'", config::StringOr(link, end, "")));
      }
    }
  }
  return {};
}

}  // namespace

std::span<const Key> OptionKeys() { return kOptionKeys; }

AttributeValue ReadAttribute(std::string_view text, bool quoted) {
  const ConfigNode node = ConfigNode::Scalar(std::string(text), quoted);
  if (auto value = config::AsBool(node); value.ok()) return *value;
  if (auto value = config::AsInteger(node); value.ok()) return *value;
  return std::string(text);
}

EditGroup NodeGroup(const std::string& path) {
  EditGroup group{.purpose = "node", .edits = {}, .node_files = {}};
  group.edits.device_nodes.push_back({.path = path, .host_path = path, .permissions = "rwm"});
  return group;
}

Result<Options> ReadOptions(const ConfigNode& node) {
  Options options;
  options.control = config::StringOr(node, "control", "");
  if (!options.control.empty() && options.control.front() != '/') {
    return WrongAt(*node.Find("control"), "the control file needs an absolute path");
  }
  options.setup_time = config::DurationOr(node, "setupTime", {});
  options.prepare_time = config::DurationOr(node, "prepareTime", {});

  Snapshot& machine = options.machine;
  if (node.Find("waitingFor") != nullptr) {
    machine.state = Snapshot::State::kWaiting;
    machine.waiting_for = config::StringOr(node, "waitingFor", "");
  }
  for (const auto& [name, mark, value] : Entries(node, "facts")) machine.facts[name] = value.text;
  for (const auto& [name, mark, value] : Entries(node, "groups")) {
    machine.edits.emplace(name, EditGroup{.purpose = config::StringOr(value, "purpose", "node"),
                                          .edits = ReadEdits(value, {.n = "{n}", .id = "{id}"}),
                                          .node_files = {}});
  }
  std::size_t position = 0;
  for (const ConfigNode& device : Items(node, "devices")) {
    RETURN_IF_ERROR(DeviceReader(device, position++, machine).Read());
  }
  RETURN_IF_ERROR(CheckIds(node, machine));
  for (const ConfigNode& link : Items(node, "links")) {
    ASSIGN_OR_RETURN(const double weight, config::AsNumber(*link.Find("weight")));
    machine.links.push_back(
        {{config::StringOr(link, "a", "")}, {config::StringOr(link, "b", "")}, weight});
  }
  return options;
}

}  // namespace davit::fake
