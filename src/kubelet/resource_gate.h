// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <shared_mutex>
#include <string>

#include "src/plugin/resource.h"

namespace davit::kubelet {

/// Stands before a resource until its server is gone: calls go through while the gate is open and
/// are refused with kUnavailable after Close. So the resource may go away at once, while the server
/// takes its time to end.
///
/// Thread-safe. `resource` outlives Close.
class ResourceGate final : public Resource {
 public:
  explicit ResourceGate(Resource& resource);

  /// From its return on no call reaches the resource. Waits for calls under way: they compute from
  /// memory.
  void Close();

  const std::string& name() const override { return name_; }
  PluginOptions options() const override { return options_; }
  SharedDeviceList list() const override;
  Result<std::vector<ContainerAnswer>> Allocate(
      std::span<const std::vector<std::string>> requests) override;
  Result<std::vector<std::vector<std::string>>> Preferred(
      std::span<const PreferredQuestion> questions) override;
  void PreStart(std::span<const std::string> ids, SteadyTime deadline,
                std::function<void(Result<>)> done) override;

 private:
  Error Gone() const;

  const std::string name_;
  const PluginOptions options_;
  mutable std::shared_mutex mutex_;  // Mutex cannot be shared, and answers must not queue
  Resource* resource_;               // guarded by mutex_; nullptr: closed
};

}  // namespace davit::kubelet
