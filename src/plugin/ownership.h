// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "davit/device.h"
#include "src/plugin/roster.h"
#include "src/plugin/selection.h"

namespace davit {

/// A device that stays where it is, whatever the rules now say, because it is or may be held.
struct Pin {
  std::string resource;
  /// Whether the selectors of that resource may take it again. Otherwise it is only in the way: it
  /// is waiting to leave.
  bool may_be_taken = false;
};

/// Backend and device → pin.
using Pins = std::map<std::pair<std::string, DeviceId>, Pin>;

/// Why a selector did not get devices that match it: one for each pair of selectors.
struct Refusal {
  const Selection* loser = nullptr;
  std::string winner;  ///< the resource that has what they need
  std::size_t winner_selector = 0;
  bool winner_is_leaving = false;  ///< a pinned device is in the way
  std::string device;              ///< the first such device of the loser
  std::string other;               ///< and what is in its way
  std::size_t devices = 0;         ///< how many there are
};

struct Ownership {
  /// For each selection, the devices it takes: indices into its backend's devices, ascending.
  std::vector<std::vector<std::size_t>> taken;
  std::vector<Refusal> refusals;
  /// Pinned devices whose hardware another device does not get because of them.
  std::set<std::pair<std::string, DeviceId>> contested;
};

/// Decides which selector takes which device: contract 3. Pure.
///
/// Selections are asked in order (rules, and selectors within them); each takes the devices that
/// match it and that nobody before it took. A device taken occupies its hardware keys, which later
/// selections of any backend do not get, and excludes its ancestors and its descendants, not its
/// siblings. Devices of one selector may share a key. A selection that does not own neither takes
/// nor blocks. A pinned device blocks from the start, for every resource but its own.
///
/// A device that a ready snapshot no longer lists (missing) keeps its place but blocks nobody: what
/// is there in its stead is real. Retired devices are taken by none.
Ownership Own(std::span<const SharedSelection> selections,
              const std::map<std::string, std::span<const Known>>& devices, const Pins& pins);

}  // namespace davit
