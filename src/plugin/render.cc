// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/plugin/render.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "src/model/outlet.h"

namespace davit {
namespace {

/// The answer for one container while it is put together.
class Draft {
 public:
  Result<> Add(const ContainerEdits& edits, const std::string& owner) {
    for (const auto& [name, value] : edits.env) RETURN_IF_ERROR(AddEnv(name, value, owner));
    for (const DeviceNode& node : edits.device_nodes) RETURN_IF_ERROR(AddNode(node, owner));
    for (const Mount& mount : edits.mounts) RETURN_IF_ERROR(AddMount(mount, owner));
    return {};
  }

  ContainerAnswer Finish() { return std::move(answer_); }

 private:
  Result<> AddEnv(const std::string& name, const std::string& value, const std::string& owner) {
    const auto [at, fresh] = answer_.envs.try_emplace(name, value);
    if (fresh) {
      owners_["env " + name] = owner;
    } else if (at->second != value) {
      return Conflict("env " + name, at->second, value, owner);
    }
    return {};
  }

  Result<> AddNode(const DeviceNode& node, const std::string& owner) {
    ContainerAnswer::Device device{
        .container_path = node.path,
        .host_path = node.host_path.empty() ? node.path : node.host_path,
        .permissions = node.permissions.empty() ? "rwm" : node.permissions};
    const std::string place = "path " + device.container_path;
    if (owners_.count(place) == 0) {
      owners_[place] = owner;
      nodes_[place] = answer_.devices.size();
      answer_.devices.push_back(std::move(device));
      return {};
    }
    const auto at = nodes_.find(place);
    if (at == nodes_.end()) return Conflict(place, "a mount", device.host_path, owner);
    const ContainerAnswer::Device& other = answer_.devices[at->second];
    if (other == device) return {};
    return Conflict(place, other.host_path + " (" + other.permissions + ")",
                    device.host_path + " (" + device.permissions + ")", owner);
  }

  Result<> AddMount(const Mount& mount, const std::string& owner) {
    const bool read_only =
        std::find(mount.options.begin(), mount.options.end(), "ro") != mount.options.end();
    ContainerAnswer::Mount rendered{.container_path = mount.container_path,
                                    .host_path = mount.host_path,
                                    .read_only = read_only};
    const std::string place = "path " + rendered.container_path;
    if (owners_.count(place) == 0) {
      owners_[place] = owner;
      mounts_[place] = answer_.mounts.size();
      answer_.mounts.push_back(std::move(rendered));
      return {};
    }
    const auto at = mounts_.find(place);
    if (at == mounts_.end()) return Conflict(place, "a device node", rendered.host_path, owner);
    const ContainerAnswer::Mount& other = answer_.mounts[at->second];
    if (other == rendered) return {};
    return Conflict(place, other.host_path + (other.read_only ? " (ro)" : " (rw)"),
                    rendered.host_path + (read_only ? " (ro)" : " (rw)"), owner);
  }

  Error Conflict(const std::string& place, const std::string& first, const std::string& second,
                 const std::string& owner) const {
    return Error{Code::kFailedPrecondition,
                 "devices \"" + owners_.at(place) + "\" and \"" + owner + "\" cannot be in one " +
                     "container: both want " + place + ", one as " + first + ", the other as " +
                     second + "; ask for one of them, or give them different paths"};
  }

  ContainerAnswer answer_;
  std::map<std::string, std::string> owners_;  // place → the device that had it first
  std::map<std::string, std::size_t> nodes_;
  std::map<std::string, std::size_t> mounts_;
};

Result<> CheckRenders(Outlet outlet, const OwnedEdits& edits) {
  const EditKinds excess = KindsOf(edits.group->edits).Without(Renders(outlet));
  if (excess.empty() && IsBuilt(outlet)) return {};
  const std::string what = excess.empty() ? "anything: not built yet" : Describe(excess);
  return Error{Code::kInternal, "device \"" + edits.owner + "\": outlet " +
                                    std::string(OutletName(outlet)) + " cannot deliver " + what};
}

}  // namespace

Result<ContainerAnswer> Render(std::span<const OwnedEdits> edits, const Delivery& delivery) {
  Draft draft;
  for (const OwnedEdits& one : edits) {
    const auto outlets = delivery.find(one.group->purpose);
    if (outlets == delivery.end() || outlets->second.empty()) {
      return Error{Code::kInternal, "device \"" + one.owner +
                                        "\": no delivery is set for purpose \"" +
                                        one.group->purpose + "\""};
    }
    for (const Outlet outlet : outlets->second) {
      RETURN_IF_ERROR(CheckRenders(outlet, one));
      if (outlet == Outlet::kDeviceNodes) RETURN_IF_ERROR(draft.Add(one.group->edits, one.owner));
    }
  }
  return draft.Finish();
}

}  // namespace davit
