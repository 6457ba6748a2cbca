// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "davit/backend.h"
#include "davit/clock.h"
#include "davit/result.h"
#include "davit/snapshot.h"
#include "src/base/mutex.h"

namespace davit {

using SharedSnapshot = std::shared_ptr<const Snapshot>;

/// The devices of this machine as their backends last saw them, and the only writer of that state.
/// A restart of the kubelet, a new stream or a re-registration never resets it.
///
/// Thread-safe. Outlives every resource and backend that uses it.
class Inventory {
 public:
  /// `changed(backend)` is called after each accepted snapshot, on the publishing thread, without
  /// a lock held.
  Inventory(const Clock& clock, std::function<void(const std::string&)> changed);

  /// Replaces one backend's part. Never blocks. Returns one warning for each kind of thing that had
  /// to be put right first: snapshot_check.h says what (ids that are empty or not clean UTF-8, two
  /// devices of one id, ids over 128 bytes, broken edits and links …).
  /// Errors: kInvalidArgument when an edit group is of a purpose the entry does not declare or
  /// holds a kind of edit its purpose may not: the last snapshot then stands.
  Result<std::vector<std::string>> Publish(const BackendEntry& entry, Snapshot snapshot);

  /// The backend runs no more.
  void Forget(const std::string& backend);

  /// The newest snapshot of a backend, or nullptr before its first.
  SharedSnapshot Get(const std::string& backend) const;

  /// All of them, by backend.
  std::map<std::string, SharedSnapshot> All() const;

 private:
  const Clock& clock_;
  const std::function<void(const std::string&)> changed_;
  mutable Mutex mutex_;
  std::map<std::string, SharedSnapshot> snapshots_ DAVIT_GUARDED_BY(mutex_);
};

}  // namespace davit
