// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/plugin/snapshot_check.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "src/base/escape.h"
#include "src/base/utf8.h"
#include "src/model/device_id.h"

namespace davit {
namespace {

/// Collects what was put right: the first case of each kind in full, and how many more there were.
class Repairs {
 public:
  void Note(const std::string& kind, const std::string& line) {
    Case& one = cases_[kind];
    if (one.count++ == 0) one.line = line;
  }

  std::vector<std::string> Lines() const {
    std::vector<std::string> lines;
    for (const auto& [kind, one] : cases_) {
      lines.push_back(one.count == 1 ? one.line
                                     : one.line + " (and " + std::to_string(one.count - 1) +
                                           " more of this kind)");
    }
    return lines;
  }

 private:
  struct Case {
    std::string line;
    int count = 0;
  };
  std::map<std::string, Case> cases_;
};

bool IsPath(const std::string& path) {
  return !path.empty() && path.front() == '/' && IsPrintableUtf8(path);
}

/// What is wrong with the content of edits, or nothing.
std::string Complaint(const ContainerEdits& edits) {
  for (const auto& [name, value] : edits.env) {
    if (name.empty() || name.find('=') != std::string::npos || !IsPrintableUtf8(name)) {
      return "env name \"" + name + "\" is empty or holds = or a control byte";
    }
    if (value.find('\0') != std::string::npos) return "env " + name + " holds a null byte";
  }
  for (const DeviceNode& node : edits.device_nodes) {
    if (!IsPath(node.path)) return "node path \"" + node.path + "\" is not absolute and clean";
    if (!node.host_path.empty() && !IsPath(node.host_path)) {
      return "host path \"" + node.host_path + "\" is not absolute and clean";
    }
    if (node.permissions.find_first_not_of("rwm") != std::string::npos) {
      return "permissions \"" + node.permissions + "\" of " + node.path + " are not of rwm";
    }
  }
  for (const Mount& mount : edits.mounts) {
    if (!IsPath(mount.container_path) || !IsPath(mount.host_path)) {
      return "mount \"" + mount.host_path + "\" on \"" + mount.container_path +
             "\" is not absolute and clean";
    }
  }
  return {};
}

Result<> CheckDeclared(const BackendEntry& entry, const std::string& name, const EditGroup& group) {
  const auto which = [&name] { return "edit group \"" + name + "\""; };
  const auto purpose = std::find_if(entry.purposes.begin(), entry.purposes.end(),
                                    [&](const PurposeSpec& p) { return p.name == group.purpose; });
  if (purpose == entry.purposes.end()) {
    return Error{Code::kInvalidArgument, which() + " is of purpose \"" + group.purpose +
                                             "\", which backend " + std::string(entry.name) +
                                             " does not declare"};
  }
  const EditKinds excess = KindsOf(group.edits).Without(purpose->kinds);
  if (!excess.empty()) {
    return Error{Code::kInvalidArgument,
                 which() + " holds " + Describe(excess) + ", which purpose \"" + group.purpose +
                     "\" of backend " + std::string(entry.name) + " does not declare"};
  }
  if (!group.node_files.empty()) {
    return Error{Code::kInvalidArgument, which() + " holds node files: not built yet"};
  }
  return {};
}

void LeaveOutBrokenIds(Snapshot& snapshot, Repairs& repairs) {
  std::erase_if(snapshot.devices, [&repairs](const Device& device) {
    const auto served = MakeDeviceId(device.id.value);
    if (!served.ok()) repairs.Note("id", "a device is left out: " + served.error().message);
    return !served.ok();
  });
  for (Device& device : snapshot.devices) {
    if (device.parent && !MakeDeviceId(device.parent->value).ok()) device.parent.reset();
  }
}

void ShortenIds(Snapshot& snapshot, Repairs& repairs) {
  bool any_long = false;
  for (Device& device : snapshot.devices) {
    const bool is_long = device.id.value.size() > kMostIdBytes;
    any_long = any_long || is_long;
    if (!is_long) continue;
    auto made = MakeDeviceId(device.id.value);
    if (!made.ok()) continue;
    DeviceId served = std::move(made).value();
    repairs.Note("long", "device id \"" + device.id.value + "\" is longer than " +
                             std::to_string(kMostIdBytes) + " bytes: served as \"" + served.value +
                             "\"");
    device.id = std::move(served);
  }
  if (!any_long) return;
  const auto shorten = [](DeviceId& id) {
    if (auto served = MakeDeviceId(id.value); served.ok()) id = std::move(served).value();
  };
  for (Device& device : snapshot.devices) {
    if (device.parent) shorten(*device.parent);
  }
  for (Link& link : snapshot.links) {
    shorten(link.a);
    shorten(link.b);
  }
}

void MergeDuplicates(WallTime now, Snapshot& snapshot, Repairs& repairs) {
  std::unordered_set<std::string_view> seen;
  std::unordered_set<std::string> twice;
  seen.reserve(snapshot.devices.size());
  for (const Device& device : snapshot.devices) {
    if (!seen.insert(device.id.value).second) twice.insert(device.id.value);
  }
  if (twice.empty()) return;
  std::unordered_set<std::string> kept;
  std::vector<Device> devices;
  for (Device& device : snapshot.devices) {
    if (twice.count(device.id.value) != 0) {
      if (!kept.insert(device.id.value).second) continue;
      repairs.Note("twice", "two devices call themselves \"" + device.id.value +
                                "\": served as one, Unhealthy");
      device.faults.insert(device.faults.begin(),
                           Fault{.code = "duplicate-id",
                                 .severity = Severity::kFatal,
                                 .text = "two devices of this node have one id: nobody can tell "
                                         "which of them a pod would get",
                                 .since = now});
    }
    devices.push_back(std::move(device));
  }
  snapshot.devices = std::move(devices);
}

void CheckPlaces(Snapshot& snapshot, Repairs& repairs) {
  for (Device& device : snapshot.devices) {
    std::vector<NumaNode>& numa = device.place.numa;
    if (std::erase_if(numa, [](NumaNode node) { return node.value < 0; }) != 0) {
      repairs.Note("numa", "device \"" + device.id.value +
                               "\" names a negative NUMA node: taken as not known");
    }
    std::sort(numa.begin(), numa.end());
    numa.erase(std::unique(numa.begin(), numa.end()), numa.end());
  }
}

Result<> CheckEdits(const BackendEntry& entry, WallTime now, Snapshot& snapshot, Repairs& repairs) {
  for (auto group = snapshot.edits.begin(); group != snapshot.edits.end();) {
    RETURN_IF_ERROR(CheckDeclared(entry, group->first, group->second));
    const std::string complaint = Complaint(group->second.edits);
    if (complaint.empty()) {
      ++group;
      continue;
    }
    repairs.Note("edits", "edit group \"" + group->first + "\": " + complaint);
    group = snapshot.edits.erase(group);
  }
  for (Device& device : snapshot.devices) {
    for (const std::string& name : device.edit_groups) {
      if (snapshot.edits.count(name) != 0) continue;
      const std::string line = "edit group \"" + name + "\" is broken or was not published";
      repairs.Note("group", "device \"" + device.id.value + "\": " + line);
      device.faults.push_back(
          Fault{.code = "bad-edits", .severity = Severity::kFatal, .text = line, .since = now});
      break;
    }
  }
  return {};
}

void CheckLinks(Snapshot& snapshot, Repairs& repairs) {
  if (snapshot.links.empty()) return;
  std::unordered_set<std::string_view> known;
  for (const Device& device : snapshot.devices) known.insert(device.id.value);
  std::map<std::pair<std::string, std::string>, std::size_t> pairs;
  std::vector<Link> links;
  for (Link& link : snapshot.links) {
    const std::string which =
        "link \"" + Escape(link.a.value) + "\"–\"" + Escape(link.b.value) + "\"";
    if (!std::isfinite(link.weight)) {
      repairs.Note("weight", which + " has a weight that is not finite: left out");
    } else if (link.a == link.b) {
      repairs.Note("self", which + " leads back to itself: left out");
    } else if (known.count(link.a.value) == 0 || known.count(link.b.value) == 0) {
      repairs.Note("unknown", which + " names an unknown device: left out");
    } else {
      const auto [place, fresh] =
          pairs.try_emplace(std::minmax(link.a.value, link.b.value, std::less<>()), links.size());
      if (fresh) {
        links.push_back(std::move(link));
      } else {
        if (links[place->second].weight != link.weight) {
          repairs.Note("pair", which + " has two weights: the higher stays");
        }
        links[place->second].weight = std::max(links[place->second].weight, link.weight);
      }
    }
  }
  snapshot.links = std::move(links);
}

}  // namespace

Result<std::vector<std::string>> CheckSnapshot(const BackendEntry& entry, WallTime now,
                                               Snapshot& snapshot) {
  Repairs repairs;
  LeaveOutBrokenIds(snapshot, repairs);
  ShortenIds(snapshot, repairs);
  RETURN_IF_ERROR(CheckEdits(entry, now, snapshot, repairs));
  MergeDuplicates(now, snapshot, repairs);
  CheckPlaces(snapshot, repairs);
  CheckLinks(snapshot, repairs);
  return repairs.Lines();
}

}  // namespace davit
