// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

#include "davit/device.h"
#include "src/plugin/inventory.h"

namespace davit {

/// One device as the daemon knows it: as its backend last described it, and whether it is there.
struct Known {
  enum class Presence {
    kPresent,   ///< in the newest snapshot
    kMissing,   ///< not in it, but it may come back under this id
    kUnjudged,  ///< not in it, but it was `waiting` and judges nothing
    kRetired,   ///< never comes back, or was dropped by the config
  };

  std::shared_ptr<const Device> device;  ///< never null
  Presence presence = Presence::kPresent;
};

/// The devices of one backend over time: contract 5 as far as it is about devices. It remembers
/// those that are gone, and takes what a snapshot no longer says of a device (an attribute, its
/// place) as unknown, not changed: the last value stands.
///
/// A value; lives on the loop.
class Roster {
 public:
  enum class Change {
    kState,  ///< the same devices in the same order; at most faults, edits and facts differ
    kShape,  ///< devices, their presence or what selectors look at may differ
  };

  /// Takes the newest snapshot.
  Change Update(SharedSnapshot snapshot);

  /// The backend's options changed: what its next ready snapshot does not list was dropped by the
  /// config, and so is retired.
  void ExpectDrops() { expect_drops_ = true; }

  /// The backend runs no more: all its devices are retired, until it publishes again.
  void Stop();

  /// Whether the backend runs and has published.
  bool speaks() const { return speaks_; }

  /// Null before the first.
  const SharedSnapshot& snapshot() const { return snapshot_; }

  /// Those of the newest snapshot in its order, then those that are gone in the order they went.
  const std::vector<Known>& devices() const { return devices_; }

  const Known* Find(const DeviceId& id) const;

  /// Forgets devices that are gone and not `wanted` any more.
  void Forget(const std::function<bool(const DeviceId&)>& wanted);

 private:
  void Reindex();

  SharedSnapshot snapshot_;
  std::vector<Known> devices_;
  std::size_t present_ = 0;  ///< how many of devices_ are
  std::unordered_map<DeviceId, std::size_t> index_;
  bool expect_drops_ = false;
  bool speaks_ = false;
};

}  // namespace davit
