// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/backends/testing/backend_run.h"

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <utility>

#include <gtest/gtest.h>

#include "src/config/parse.h"
#include "src/config/problems.h"
#include "src/config/schema.h"

namespace davit::testing {

Result<ConfigNode> CheckedOptions(const BackendEntry& entry, std::string_view yaml) {
  ASSIGN_OR_RETURN(ConfigNode node, config::ParseYaml(yaml, "options"));
  config::Problems problems("options");
  config::CheckMap(node, entry.options, "", problems);
  RETURN_IF_ERROR(problems.ToResult());
  return node;
}

const Device* FindDevice(const Snapshot& snapshot, std::string_view id) {
  for (const Device& device : snapshot.devices) {
    if (device.id.value == id) return &device;
  }
  return nullptr;
}

std::vector<std::string> IdsOf(const Snapshot& snapshot) {
  std::vector<std::string> ids;
  for (const Device& device : snapshot.devices) ids.push_back(device.id.value);
  return ids;
}

BackendRun::BackendRun(const BackendEntry& entry, const TempTree& tree, std::string_view yaml)
    : root_(tree.root()) {
  const Host host{.root = root_,
                  .clock = clock_,
                  .log = log,
                  .metrics = metrics_,
                  .state = state_,
                  .events = events_,
                  .holders = holders};
  auto options = CheckedOptions(entry, yaml);
  auto backend = options.ok() ? StartBackendThread(entry, host, *options,
                                                   [this](Snapshot snapshot) {
                                                     const std::lock_guard lock(mutex_);
                                                     snapshots_.push_back(std::move(snapshot));
                                                     published_.notify_all();
                                                   })
                              : Result<std::unique_ptr<BackendHost>>(options.error());
  if (!backend.ok()) {
    std::cerr << "the options of the test: " << backend.error().message << "\n";
    std::abort();
  }
  backend_ = std::move(*backend);
}

BackendRun::~BackendRun() { backend_.reset(); }

Snapshot BackendRun::WaitFor(const Condition& condition) {
  std::unique_lock lock(mutex_);
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (true) {
    while (seen_ < snapshots_.size()) {
      if (const Snapshot& snapshot = snapshots_[seen_++]; condition(snapshot)) return snapshot;
    }
    if (published_.wait_until(lock, deadline) == std::cv_status::timeout) {
      ADD_FAILURE() << "no such snapshot came within 10 s";
      return {};
    }
  }
}

std::size_t BackendRun::count() const {
  const std::lock_guard lock(mutex_);
  return snapshots_.size();
}

}  // namespace davit::testing
