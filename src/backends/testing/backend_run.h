// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "davit/backend.h"
#include "davit/testing/fake_host.h"
#include "davit/testing/recording_log.h"
#include "davit/testing/temp_tree.h"
#include "src/plugin/backend_host.h"

namespace davit::testing {

/// Options as a user writes them, checked against the entry's table of keys.
/// Errors: every problem, a line each.
Result<ConfigNode> CheckedOptions(const BackendEntry& entry, std::string_view yaml);

/// The device of that id, or null.
const Device* FindDevice(const Snapshot& snapshot, std::string_view id);

/// The ids of all devices, in the snapshot's order.
std::vector<std::string> IdsOf(const Snapshot& snapshot);

/// A backend that runs on a temporary tree and the machine's own clock until this object goes.
class BackendRun {
 public:
  /// `entry` and `tree` outlive it. Options that are wrong abort the test program.
  BackendRun(const BackendEntry& entry, const TempTree& tree, std::string_view yaml);
  ~BackendRun();

  using Condition = std::function<bool(const Snapshot&)>;

  /// The first snapshot, of those not yet seen by an earlier wait, that meets the condition. Fails
  /// the test and returns an empty one when none comes within 10 s.
  Snapshot WaitFor(const Condition& condition);
  Snapshot WaitForNext() {
    return WaitFor([](const Snapshot&) { return true; });
  }

  /// How many snapshots there have been.
  std::size_t count() const;

  /// Returns when the backend has stopped; no more is sent to it.
  void Stop() { backend_.reset(); }

  void Send(Order order) { backend_->Send(std::move(order)); }

  RecordingLog log;
  FakeHolderNames holders;

 private:
  SystemClock clock_;
  NullMetrics metrics_;
  NullEvents events_;
  MemoryStateDir state_;
  Root root_;
  mutable std::mutex mutex_;
  std::condition_variable published_;
  std::vector<Snapshot> snapshots_;
  std::size_t seen_ = 0;
  std::unique_ptr<BackendHost> backend_;
};

}  // namespace davit::testing
