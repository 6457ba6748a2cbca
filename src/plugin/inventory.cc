// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/plugin/inventory.h"

#include <utility>

#include "src/plugin/snapshot_check.h"

namespace davit {

Inventory::Inventory(const Clock& clock, std::function<void(const std::string&)> changed)
    : clock_(clock), changed_(std::move(changed)) {}

Result<std::vector<std::string>> Inventory::Publish(const BackendEntry& entry, Snapshot snapshot) {
  ASSIGN_OR_RETURN(std::vector<std::string> warnings,
                   CheckSnapshot(entry, clock_.WallNow(), snapshot));
  const std::string backend(entry.name);
  auto shared = std::make_shared<const Snapshot>(std::move(snapshot));
  {
    const MutexLock lock(mutex_);
    std::swap(snapshots_[backend], shared);
  }
  if (changed_) changed_(backend);
  return warnings;
}

void Inventory::Forget(const std::string& backend) {
  const MutexLock lock(mutex_);
  snapshots_.erase(backend);
}

SharedSnapshot Inventory::Get(const std::string& backend) const {
  const MutexLock lock(mutex_);
  const auto found = snapshots_.find(backend);
  return found == snapshots_.end() ? nullptr : found->second;
}

std::map<std::string, SharedSnapshot> Inventory::All() const {
  const MutexLock lock(mutex_);
  return snapshots_;
}

}  // namespace davit
