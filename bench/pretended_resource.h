// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "davit/snapshot.h"
#include "davit/testing/recording_log.h"
#include "src/base/asio_loop.h"
#include "src/model/holders.h"
#include "src/plugin/inventory.h"
#include "src/plugin/resource_set.h"

namespace davit::bench {

/// One resource made by the real rooms from pretended devices, on a loop of its own: what a backend
/// publishes goes all the way to `changed`.
class PretendedResource final : public ResourceSink {
 public:
  /// `changed` is called on the loop whenever the list is a new one, the first time included.
  PretendedResource(int devices, std::function<void(Resource&)> changed);
  ~PretendedResource() override;

  Resource& resource() { return *resource_; }
  EventLoop& loop() { return loop_; }

  /// All devices; the one at `unhealthy` is, or none when it is negative.
  Snapshot MakeSnapshot(int unhealthy) const;
  /// What a backend does when it has a new snapshot. Returns at once.
  void Publish(Snapshot snapshot);

 private:
  class NoPodResources final : public PodResourcesSource {
   public:
    void List(std::chrono::milliseconds /*timeout*/,
              std::function<void(Result<std::vector<Holding>>)> done) override {
      done(std::vector<Holding>());
    }
  };

  void Opened(Resource& resource) override {
    resource_ = &resource;
    changed_(resource);
  }
  void Changed(Resource& resource) override { changed_(resource); }
  void Closed(Resource& /*resource*/) override {}

  void Do(const std::function<void()>& task);

  const int devices_;
  const std::function<void(Resource&)> changed_;
  AsioLoop loop_;
  std::thread thread_;
  testing::RecordingLog log_;
  NoPodResources pod_resources_;
  Holders holders_;
  Inventory inventory_;
  std::unique_ptr<ResourceSet> set_;
  Resource* resource_ = nullptr;
};

}  // namespace davit::bench
