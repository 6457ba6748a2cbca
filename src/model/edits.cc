// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "davit/edits.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace davit {
namespace {

/// A mount that is more than a bind mount, ro or rw.
bool NeedsMountOptions(const Mount& mount) {
  constexpr std::array<std::string_view, 4> kPlain = {"ro", "rw", "bind", "rbind"};
  const auto is_plain = [&](const std::string& option) {
    return std::find(kPlain.begin(), kPlain.end(), option) != kPlain.end();
  };
  const bool is_bind = mount.type.empty() || mount.type == "bind";
  return !is_bind || !std::all_of(mount.options.begin(), mount.options.end(), is_plain);
}

bool SetsOwner(const DeviceNode& node) { return node.uid || node.gid || node.file_mode; }

constexpr std::array<std::pair<EditKind, std::string_view>, 10> kNames = {{
    {EditKind::kEnv, "env"},
    {EditKind::kDeviceNode, "device nodes"},
    {EditKind::kMount, "mounts"},
    {EditKind::kHook, "hooks"},
    {EditKind::kNetDevice, "network devices"},
    {EditKind::kIntelRdt, "Intel RDT"},
    {EditKind::kGroupId, "group ids"},
    {EditKind::kMountOption, "mount options"},
    {EditKind::kNodeOwner, "node owner or mode"},
    {EditKind::kAnnotation, "annotations"},
}};

}  // namespace

EditKinds KindsOf(const ContainerEdits& edits) {
  const auto if_any = [](bool any, EditKind kind) { return any ? EditKinds(kind) : EditKinds(); };
  return if_any(!edits.env.empty(), EditKind::kEnv) |
         if_any(!edits.device_nodes.empty(), EditKind::kDeviceNode) |
         if_any(!edits.mounts.empty(), EditKind::kMount) |
         if_any(!edits.hooks.empty(), EditKind::kHook) |
         if_any(!edits.net_devices.empty(), EditKind::kNetDevice) |
         if_any(edits.intel_rdt.has_value(), EditKind::kIntelRdt) |
         if_any(!edits.additional_gids.empty(), EditKind::kGroupId) |
         if_any(std::any_of(edits.mounts.begin(), edits.mounts.end(), NeedsMountOptions),
                EditKind::kMountOption) |
         if_any(std::any_of(edits.device_nodes.begin(), edits.device_nodes.end(), SetsOwner),
                EditKind::kNodeOwner);
}

std::string Describe(EditKinds kinds) {
  std::vector<std::string_view> names;
  for (const auto& [kind, name] : kNames) {
    if (kinds.Has(kind)) names.push_back(name);
  }
  if (names.empty()) return "nothing";
  std::string text(names.front());
  for (std::size_t i = 1; i < names.size(); ++i) {
    text += i + 1 == names.size() ? " and " : ", ";
    text += names[i];
  }
  return text;
}

}  // namespace davit
