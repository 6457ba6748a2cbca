// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "davit/edits.h"
#include "davit/request.h"

namespace davit {

/// The outlets by the names that a config uses.
inline constexpr std::array<std::pair<std::string_view, Outlet>, 6> kOutlets = {{
    {"device-nodes", Outlet::kDeviceNodes},
    {"envvar", Outlet::kEnvvar},
    {"volume-mounts", Outlet::kVolumeMounts},
    {"cdi-annotations", Outlet::kCdiAnnotations},
    {"cdi-cri", Outlet::kCdiCri},
    {"none", Outlet::kNone},
}};

constexpr std::string_view OutletName(Outlet outlet) {
  for (const auto& [name, value] : kOutlets) {
    if (value == outlet) return name;
  }
  return "?";
}

constexpr std::optional<Outlet> OutletNamed(std::string_view text) {
  for (const auto& [name, value] : kOutlets) {
    if (name == text) return value;
  }
  return std::nullopt;
}

/// Whether this version builds the outlet; a config that asks for another is refused.
constexpr bool IsBuilt(Outlet outlet) {
  return outlet == Outlet::kDeviceNodes || outlet == Outlet::kNone;
}

/// The kinds of edit that an outlet can hand to a container: the one table of contract 2. What a
/// purpose may hold beyond this is refused when the config is read, never at Allocate. `none`
/// hands out nothing on purpose and so refuses nothing.
///
/// The v1beta1 answer has env, nodes, `ro` and `rw` mounts and annotations; it has no hooks, group
/// ids, other mount options, node owner or mode.
constexpr EditKinds Renders(Outlet outlet) {
  constexpr EditKinds kNodes = EditKinds(EditKind::kDeviceNode);
  constexpr EditKinds kInAnswer =
      kNodes | EditKind::kEnv | EditKind::kMount | EditKind::kAnnotation;
  constexpr EditKinds kInCdi = kNodes | EditKind::kEnv | EditKind::kMount | EditKind::kHook |
                               EditKind::kNetDevice | EditKind::kIntelRdt | EditKind::kGroupId |
                               EditKind::kMountOption | EditKind::kNodeOwner;
  switch (outlet) {
    case Outlet::kDeviceNodes:
      return kInAnswer;
    case Outlet::kCdiAnnotations:
    case Outlet::kCdiCri:
      return kInCdi;
    case Outlet::kNone:
      return kInCdi | EditKind::kAnnotation;
    case Outlet::kEnvvar:
    case Outlet::kVolumeMounts:
      return kNodes;  // names of devices only; what stands behind them is another's business
  }
  return {};
}

}  // namespace davit
