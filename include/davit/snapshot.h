// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "davit/device.h"
#include "davit/edits.h"

namespace davit {

/// How close two devices of one backend are; higher is closer. Symmetric; a pair that is not
/// listed weighs 0.
struct Link {
  DeviceId a;
  DeviceId b;
  double weight = 0;

  friend bool operator==(const Link&, const Link&) = default;
};

/// Everything one backend knows at one moment: contract 1, upwards. A value; once published it is
/// shared as `std::shared_ptr<const Snapshot>` and never changes.
///
/// The first is published within 5 s of the start, even if empty.
struct Snapshot {
  enum class State {
    kReady,    ///< `devices` is the whole truth: what it does not list is gone
    kWaiting,  ///< nothing is known yet or any more: judges nothing, what it lacks is missing
  };

  State state = State::kReady;
  std::string waiting_for;                   ///< with kWaiting: what, for people
  std::map<std::string, std::string> facts;  ///< of the node and driver: "driver" → "550.54"
  std::vector<Device> devices;
  std::map<std::string, EditGroup> edits;
  std::vector<Link> links;
  std::uint64_t applied = 0;  ///< the newest Assignment that has been carried out

  friend bool operator==(const Snapshot&, const Snapshot&) = default;
};

}  // namespace davit
