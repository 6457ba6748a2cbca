// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <cstdint>
#include <string>
#include <vector>

/// What `backends.generic` asks for, as values.
namespace davit::generic {

/// One path of a group: a set takes one match of each.
struct PathSpec {
  std::string path;  ///< of the host, absolute; may hold `*`, `?` and `[…]`
  std::string
      mount_path;         ///< in the container; empty: the host's; with "/" at the end: a directory
  bool is_mount = false;  ///< a bind mount, not a device node
  std::string permissions = "mrw";
  bool read_only = false;
  int limit = 1;  ///< how often one match may be paired with others
  bool optional = false;
};

/// One kind of USB device, by the ids of its descriptor. 0 is nobody's id.
struct UsbSpec {
  std::uint16_t vendor = 0;
  std::uint16_t product = 0;
  std::string serial;  ///< empty: any
};

/// Either paths, of which sets are made, or USB devices, which are one set together.
struct GroupSpec {
  std::int64_t count = 1;  ///< how often each set may be given away at a time
  std::vector<PathSpec> paths;
  std::vector<UsbSpec> usb;
};

/// What becomes of a set that is not there (any more).
enum class OnMissing {
  kUnhealthy,  ///< listed, Unhealthy, until it is back
  kRemove,     ///< not listed
};

/// What the id of a set of USB devices is made of.
enum class IdMode {
  kStable,  ///< what the specification asks for: the same after a replug
  kLegacy,  ///< the bus nodes, as generic-device-plugin does: another after a replug
};

/// One entry of `devices`.
struct DeviceSpec {
  std::string name;
  OnMissing on_missing = OnMissing::kUnhealthy;
  IdMode id_mode = IdMode::kStable;
  std::vector<GroupSpec> groups;
};

}  // namespace davit::generic
