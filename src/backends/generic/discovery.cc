// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/backends/generic/discovery.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "src/backends/generic/container_path.h"
#include "src/backends/generic/node.h"
#include "src/backends/generic/place.h"
#include "src/backends/generic/usb_match.h"
#include "src/backends/generic/watch_plan.h"
#include "src/base/digest.h"
#include "src/base/escape.h"
#include "src/base/glob_pattern.h"
#include "src/base/utf8.h"
#include "src/model/device_id.h"

namespace davit::generic {
namespace {

void AddPlace(Device& device, const Place& place) {
  if (!device.place.pci) device.place.pci = place.pci;
  device.place.numa.insert(device.place.numa.end(), place.numa.begin(), place.numa.end());
  std::ranges::sort(device.place.numa);
  device.place.numa.erase(std::unique(device.place.numa.begin(), device.place.numa.end()),
                          device.place.numa.end());
}

void AddFault(Device& device, const NodeState::Wrong& wrong) {
  const bool is_known = std::ranges::any_of(
      device.faults, [&](const Fault& fault) { return fault.code == wrong.code; });
  if (is_known) return;
  device.faults.push_back({.code = wrong.code, .text = wrong.text, .since = {}});
}

/// The id that the Inventory serves the set under. What it refuses stays as it is, for it to name.
DeviceId IdOf(const DeviceSpec& spec, const std::string& identity) {
  const std::string name = spec.name + ":" + identity;
  return MakeDeviceId(name).value_or(DeviceId{name});
}

/// Takes what lies behind one path of a set.
void AddState(Device& device, const Root& root, const NodeState& state) {
  if (state.wrong) AddFault(device, *state.wrong);
  for (const std::string& key : state.occupies) {
    if (std::ranges::find(device.occupies, key) == device.occupies.end()) {
      device.occupies.push_back(key);
    }
  }
  if (state.sysfs) AddPlace(device, PlaceOf(root, *state.sysfs));
}

}  // namespace

struct Discovery::Found {
  Device device;
  ContainerEdits edits;
};

Discovery::Discovery(Host& host, std::vector<DeviceSpec> specs)
    : host_(host), specs_(std::move(specs)) {
  for (const DeviceSpec& spec : specs_) {
    for (const GroupSpec& group : spec.groups) wants_usb_ |= !group.usb.empty();
  }
}

Sighting Discovery::Look() {
  Sighting sighting;
  if (wants_usb_) {
    auto usb = sysfs::ScanUsb(host_.root);
    if (!usb.ok()) Say("USB devices: " + usb.error().message);
    usb_ = std::move(usb).value_or(std::vector<sysfs::UsbDevice>());
    PlanWatches(host_.root, "/dev/bus/usb/*/*", sighting.directories);
  }
  for (std::size_t i = 0; i < specs_.size(); ++i) {
    for (std::size_t k = 0; k < specs_[i].groups.size(); ++k) {
      const GroupSpec& group = specs_[i].groups[k];
      if (group.usb.empty()) {
        LookAtPaths(specs_[i], group, pairings_[{i, k}], sighting);
      } else {
        LookAtUsb(specs_[i], group, sighting);
      }
    }
  }
  SetTimes(sighting.snapshot);
  said_before_ = std::exchange(said_, {});
  return sighting;
}

void Discovery::LookAtPaths(const DeviceSpec& spec, const GroupSpec& group, Pairing& pairing,
                            Sighting& sighting) {
  std::vector<PathMatches> paths;
  for (const PathSpec& path : group.paths) {
    PlanWatches(host_.root, path.path, sighting.directories);
    paths.push_back({MatchesOf(spec, path), path.limit, path.optional});
  }
  const auto nobody_holds = [&](const PathSet& set) {
    return !host_.holders.HolderOf(MakeSet(spec, group, set, sighting).device.id);
  };
  pairing.Update(paths, spec.on_missing == OnMissing::kUnhealthy, nobody_holds);
  for (const PathSet& set : pairing.sets()) Add(MakeSet(spec, group, set, sighting), sighting);
}

std::vector<std::string> Discovery::MatchesOf(const DeviceSpec& spec, const PathSpec& path) {
  std::vector<std::string> matches =
      host_.root.Glob(path.path).value_or(std::vector<std::string>());
  std::erase_if(matches, [&](const std::string& match) {
    if (!IsPrintableUtf8(match)) {
      Say(fmt::format("{} is left out: a name with control bytes or broken UTF-8 cannot be listed",
                      Escape(match)));
      return true;
    }
    if (auto fits = CheckContainerPath(ContainerPath(path.mount_path, match)); !fits.ok()) {
      Say(fmt::format("{} is left out: {}", match, fits.error().message));
      return true;
    }
    return false;
  });
  // A path that is no pattern is a device whether or not it is there.
  if (matches.empty() && spec.on_missing == OnMissing::kUnhealthy && !path.optional &&
      !GlobPattern::IsPattern(path.path)) {
    matches.push_back(path.path);
  }
  return matches;
}

Discovery::Found Discovery::MakeSet(const DeviceSpec& spec, const GroupSpec& group,
                                    const PathSet& set, Sighting& sighting) {
  Found found;
  Device& device = found.device;
  std::string identity;
  for (std::size_t k = 0; k < group.paths.size(); ++k) {
    if (!set.members[k]) continue;
    const PathSpec& path = group.paths[k];
    const std::string& member = *set.members[k];
    if (identity.empty()) device.attributes.emplace("path", member);
    identity += member;

    const NodeState state =
        path.is_mount ? LookAtMount(host_.root, member) : LookAtNode(host_.root, member);
    if (path.optional && state.wrong && state.wrong->code == "missing") continue;
    AddState(device, host_.root, state);
    const std::string container_path = ContainerPath(path.mount_path, member);
    if (path.is_mount) {
      found.edits.mounts.push_back({.host_path = member,
                                    .container_path = container_path,
                                    .options = {path.read_only ? "ro" : "rw"}});
    } else {
      found.edits.device_nodes.push_back(
          {.path = container_path, .host_path = member, .permissions = path.permissions});
      sighting.directories.insert(state.directories.begin(), state.directories.end());
    }
  }
  if (found.edits == ContainerEdits{}) {
    AddFault(device, {"missing", fmt::format("nothing of {} is there", identity)});
  }
  device.id = IdOf(spec, identity);
  device.attributes.emplace("name", spec.name);
  device.attributes.emplace("identity", identity);
  device.attributes.emplace("count", group.count);
  if (spec.on_missing == OnMissing::kRemove) device.when_gone = WhenGone::kRetired;
  return found;
}

void Discovery::LookAtUsb(const DeviceSpec& spec, const GroupSpec& group, Sighting& sighting) {
  const bool is_legacy = spec.id_mode == IdMode::kLegacy;
  const std::vector<sysfs::UsbDevice> matches = MatchUsb(usb_, group.usb);
  if (matches.empty() && (is_legacy || spec.on_missing == OnMissing::kRemove)) return;

  Found found;
  Device& device = found.device;
  std::string identity = is_legacy ? "" : "usb:" + DescribeUsb(group.usb);
  for (const sysfs::UsbDevice& match : matches) {
    const std::string node = sysfs::UsbNodePath(match);
    if (is_legacy) identity += node;
    AddState(device, host_.root, LookAtNode(host_.root, node));
    AddPlace(device, PlaceOf(host_.root, "/sys/bus/usb/devices/" + match.port));
    found.edits.device_nodes.push_back({.path = node, .host_path = node, .permissions = "rw"});
  }
  if (matches.empty()) {
    AddFault(device, {"missing", fmt::format("not every USB device of {} is plugged in",
                                             DescribeUsb(group.usb))});
  } else {
    const sysfs::UsbDevice& first = matches.front();
    device.attributes.emplace("path", sysfs::UsbNodePath(first));
    device.attributes.emplace("vendor", fmt::format("{:04x}", first.vendor));
    device.attributes.emplace("product", fmt::format("{:04x}", first.product));
    device.attributes.emplace("port", first.port);
    if (first.serial && IsPrintableUtf8(*first.serial)) {
      device.attributes.emplace("serial", *first.serial);
    }
  }
  device.id = IdOf(spec, identity);
  device.kind = "usb";
  device.attributes.emplace("name", spec.name);
  device.attributes.emplace("identity", identity);
  device.attributes.emplace("count", group.count);
  // Plugged in again it has another number, and so another id.
  if (is_legacy || spec.on_missing == OnMissing::kRemove) device.when_gone = WhenGone::kRetired;
  Add(std::move(found), sighting);
}

void Discovery::Add(Found found, Sighting& sighting) {
  Device& device = found.device;
  if (device.kind.empty()) device.kind = found.edits.device_nodes.empty() ? "mount" : "node";
  if (sighting.snapshot.edits.contains(device.id.value)) {
    const auto other = std::ranges::find(sighting.snapshot.devices, device.id, &Device::id);
    Say(fmt::format("two groups of {} make the same set {}; it is served once",
                    std::get<std::string>(device.attributes.at("name")),
                    std::get<std::string>(device.attributes.at("identity"))));
    AttributeValue& count = other->attributes.at("count");
    count = std::max(std::get<std::int64_t>(count),
                     std::get<std::int64_t>(device.attributes.at("count")));
    return;
  }
  device.edit_groups.push_back(device.id.value);
  sighting.snapshot.edits.emplace(
      device.id.value,
      EditGroup{.purpose = "node", .edits = std::move(found.edits), .node_files = {}});
  sighting.snapshot.devices.push_back(std::move(device));
}

void Discovery::SetTimes(Snapshot& snapshot) {
  const WallTime now = host_.clock.WallNow();
  std::map<std::pair<std::string, std::string>, WallTime> since;
  for (Device& device : snapshot.devices) {
    for (Fault& fault : device.faults) {
      const auto key = std::pair(device.id.value, fault.code);
      const auto before = since_.find(key);
      fault.since = before == since_.end() ? now : before->second;
      since.emplace(key, fault.since);
    }
  }
  since_ = std::move(since);
}

void Discovery::Say(const std::string& line) {
  const bool is_new = said_.insert(line).second && !said_before_.contains(line);
  if (is_new) host_.log.Warning(line);
}

std::string LegacyId(const Device& device, int n) {
  const auto identity = device.attributes.find("identity");
  const auto* text =
      identity == device.attributes.end() ? nullptr : std::get_if<std::string>(&identity->second);
  return Sha1Hex(std::to_string(n) + (text == nullptr ? device.id.value : *text));
}

}  // namespace davit::generic
