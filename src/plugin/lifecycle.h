// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "davit/clock.h"
#include "davit/device.h"
#include "src/plugin/selection.h"

namespace davit {

/// An id that is to go: listed as Unhealthy, so that no new pod gets it, until it is known that
/// nobody holds it.
struct Leaving {
  std::uint64_t after_question = 0;  ///< questions to PodResources up to this one prove nothing
  SteadyTime since;

  friend bool operator==(const Leaving&, const Leaving&) = default;
};

/// One wire id of a resource, and what stands behind it.
struct Slot {
  std::string id;
  SharedSelection selection;  ///< null: held by a pod, but no device of ours stands behind it
  DeviceId device;
  std::int64_t share = 0;   ///< which of the device's shares
  std::int64_t shares = 1;  ///< into how many wire ids the device is divided
  std::optional<Leaving> leaving;

  friend bool operator==(const Slot&, const Slot&) = default;
};

/// The ids of one resource, sorted, unique.
using Slots = std::vector<Slot>;

/// The life of wire ids: contract 5 as pure functions. Nobody's id goes, or comes to mean another
/// device, before PodResources was asked after the wish arose and nobody is found to hold it.

/// The ids of a resource from now on.
///
/// `before`: the ids listed until now. `wanted`: what rules and devices ask for, sorted, unique.
/// An id that is no longer wanted, or is wanted for another device, is leaving; until it has left,
/// an id that is new does not come if it is the same id or its device is one of those that leave
/// (owned; `owns: false` never blocks). `held`: ids that pods hold; one that nothing stands behind
/// is listed too, leaving. `asked`: the number of the newest question to PodResources.
Slots Merged(const Slots& before, Slots wanted, std::span<const std::string> held,
             std::uint64_t asked, SteadyTime now);

/// What a question to PodResources proved.
struct Proof {
  std::uint64_t question = 0;  ///< its number, from 1
  bool answered = true;        ///< false: nobody answered, which proves nothing for now
  SteadyTime now;
};

/// How long ids wait for somebody to ask: after that, our own notes decide.
inline constexpr std::chrono::minutes kPatience{10};

/// Takes out the leaving ids that are proven to be held by nobody. `held(id)` is asked only of
/// those that the proof covers. Returns how many went.
std::size_t Settle(Slots& slots, const Proof& proof,
                   const std::function<bool(const std::string& id)>& held);

/// Whether any id is leaving, and whether any is whose question has not been asked yet.
bool AnyLeaving(const Slots& slots);
bool AnyUnasked(const Slots& slots, std::uint64_t asked);

}  // namespace davit
