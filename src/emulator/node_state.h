// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "davit/clock.h"
#include "davit/emulator/node.h"
#include "src/base/mutex.h"
#include "src/emulator/assignments.h"
#include "src/emulator/profile.h"
#include "src/emulator/resource_table.h"

namespace davit::emulator {

/// All that the device manager knows, under one lock; registration, streams and admission work on
/// it and let go of the lock while a plugin answers.
struct NodeState {
  NodeState(Profile its_profile, std::chrono::milliseconds grace, std::uint32_t seed,
            const Clock& its_clock)
      : profile(its_profile), clock(its_clock), table(its_profile, grace), random(seed) {}

  /// Adds to the record and wakes those who wait for a change.
  void Note(NodeEvent::Kind kind, const std::string& resource, std::string text = {})
      DAVIT_REQUIRES(mutex) {
    events.push_back({kind, clock.Now(), resource, std::move(text)});
    changed.notify_all();
  }

  /// The set in random order, as the kubelet walks its maps.
  std::vector<std::string> Shuffled(const std::set<std::string>& ids) DAVIT_REQUIRES(mutex) {
    std::vector<std::string> shuffled(ids.begin(), ids.end());
    std::shuffle(shuffled.begin(), shuffled.end(), random);
    return shuffled;
  }

  const Profile profile;
  const Clock& clock;

  mutable Mutex mutex;
  mutable std::condition_variable_any changed;
  ResourceTable table DAVIT_GUARDED_BY(mutex);
  Assignments assignments DAVIT_GUARDED_BY(mutex);
  std::vector<NodeEvent> events DAVIT_GUARDED_BY(mutex);
  std::mt19937 random DAVIT_GUARDED_BY(mutex);
  /// Containers that ran when the kubelet started last: (pod uid, container).
  std::set<std::pair<std::string, std::string>> running_at_start DAVIT_GUARDED_BY(mutex);
};

}  // namespace davit::emulator
