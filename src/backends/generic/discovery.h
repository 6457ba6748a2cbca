// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "davit/host.h"
#include "davit/snapshot.h"
#include "src/backends/generic/pairing.h"
#include "src/backends/generic/spec.h"
#include "src/sysfs/usb.h"

namespace davit::generic {

/// What the machine has of what the specifications ask for.
struct Sighting {
  Snapshot snapshot;
  std::set<std::string> directories;  ///< to be watched: see PlanWatches
};

/// Looks at the machine, again and again, and remembers what must not change from look to look:
/// which matches were paired to sets, since when something has been wrong, and what has been said.
///
/// Not thread-safe. `host` outlives it. Look blocks on the disk.
class Discovery {
 public:
  Discovery(Host& host, std::vector<DeviceSpec> specs);

  Sighting Look();

 private:
  /// One set of one group, before it is a device.
  struct Found;

  void LookAtPaths(const DeviceSpec& spec, const GroupSpec& group, Pairing& pairing,
                   Sighting& sighting);
  std::vector<std::string> MatchesOf(const DeviceSpec& spec, const PathSpec& path);
  Found MakeSet(const DeviceSpec& spec, const GroupSpec& group, const PathSet& set,
                Sighting& sighting);
  void LookAtUsb(const DeviceSpec& spec, const GroupSpec& group, Sighting& sighting);
  void Add(Found found, Sighting& sighting);
  void SetTimes(Snapshot& snapshot);
  void Say(const std::string& line);

  Host& host_;
  const std::vector<DeviceSpec> specs_;
  bool wants_usb_ = false;
  std::vector<sysfs::UsbDevice> usb_;
  std::map<std::pair<std::size_t, std::size_t>, Pairing> pairings_;  ///< by spec and group
  std::map<std::pair<std::string, std::string>, WallTime> since_;    ///< by device and fault code
  std::set<std::string> said_;
  std::set<std::string> said_before_;
};

/// What the id of a share is made of where `ids: legacy`: the same as generic-device-plugin's.
std::string LegacyId(const Device& device, int n);

}  // namespace davit::generic
