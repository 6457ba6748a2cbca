// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "davit/clock.h"
#include "davit/result.h"
#include "davit/snapshot.h"
#include "src/backends/fake/control.h"

namespace davit::fake {

/// The pretended machine: a snapshot that commands change. A value; no I/O, no threads.
class Machine {
 public:
  explicit Machine(Snapshot begin);

  const Snapshot& snapshot() const { return snapshot_; }
  void SetApplied(std::uint64_t number) { snapshot_.applied = number; }

  /// Carries out any command but `hang`. A device to be retired is only marked; DropRetired takes
  /// it away, so that a snapshot between the two can say that it never comes back.
  /// Errors, without any effect: kNotFound (no such device), kAlreadyExists (add),
  /// kInvalidArgument (a value of `add`).
  Result<> Apply(const Command& command, WallTime now);

  /// Whether a device is marked.
  bool has_retired() const { return !retired_.empty(); }
  void DropRetired();

  /// Why Prepare of this device is refused, or null.
  const std::string* RefusalOf(const DeviceId& device) const;

 private:
  Result<std::vector<std::size_t>> Find(const std::string& id) const;
  Result<> Add(const Command& command);
  Result<> Restore(const std::string& id);
  void Erase(const std::vector<std::size_t>& positions);
  void Reindex();

  Snapshot snapshot_;
  std::unordered_map<std::string, std::size_t> index_;
  std::map<std::string, Device> removed_;
  std::map<std::string, std::string> refused_;
  std::vector<std::string> retired_;
};

}  // namespace davit::fake
