// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "davit/device.h"
#include "src/config/rules.h"
#include "src/model/device_list.h"
#include "src/plugin/inventory.h"
#include "src/plugin/lifecycle.h"
#include "src/plugin/selection.h"

namespace davit {

/// The shape of one resource: which ids it has and which devices stand behind them. Immutable;
/// shared by every table until devices or rules change.
struct Layout {
  static constexpr std::size_t kNoDevice = static_cast<std::size_t>(-1);

  /// One device as one selector took it.
  struct Part {
    SharedSelection selection;
    DeviceId device;
    std::int64_t shares = 1;
  };

  Slots slots;                                              ///< sorted by id
  std::vector<Part> parts;                                  ///< the devices behind them
  std::vector<std::size_t> part_of;                         ///< slot → part, or kNoDevice
  std::unordered_map<std::string_view, std::size_t> index;  ///< wire id → slot; views of `slots`
  config::Policy policy = config::Policy::kTopology;

  Layout(Slots ids, config::Policy policy_in);
  Layout(const Layout&) = delete;
  Layout& operator=(const Layout&) = delete;
};

/// The policy where a rule names none: spread when any device is shared, else topology.
config::Policy DefaultPolicy(const Slots& slots);

/// How close the devices of a layout are: for each part the others that it has a link to.
using Closeness = std::vector<std::vector<std::pair<std::size_t, double>>>;

/// How one device of a layout is now.
struct PartState {
  std::shared_ptr<const Device> device;  ///< null only for one that was never seen
  bool healthy = false;
  std::string reason;  ///< why not: for refusals and the log

  friend bool operator==(const PartState&, const PartState&) = default;
};

/// Everything that answers for one resource are computed from: made on the loop, then never
/// changed, so that any thread may read it without a lock.
struct ResourceTable {
  std::string resource;
  std::shared_ptr<const Layout> layout;  ///< never null
  std::vector<PartState> parts;          ///< as layout->parts
  std::map<std::string, SharedSnapshot> snapshots;
  std::shared_ptr<const Closeness> closeness;  ///< null: no links
  SharedDeviceList list;

  /// The slot of a wire id, or nullptr.
  const Slot* Find(std::string_view id) const;

  /// Why a slot is Unhealthy; empty when it is healthy.
  std::string Complaint(const Slot& slot) const;
  bool Healthy(const Slot& slot) const;
  std::size_t PartOf(const Slot& slot) const;
};

/// Fills in the list of a table whose other members stand: ids in the layout's order. Keeps
/// `before` where nothing differs, so that an equal list is the same pointer.
SharedDeviceList ListOf(const ResourceTable& table, const SharedDeviceList& before);

/// The closeness of a layout's devices by the links of their snapshots.
std::shared_ptr<const Closeness> ClosenessOf(
    const Layout& layout, const std::map<std::string, SharedSnapshot>& snapshots);

}  // namespace davit
