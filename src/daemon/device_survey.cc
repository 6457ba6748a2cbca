// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/daemon/device_survey.h"

#include <memory>
#include <set>
#include <utility>

#include "src/base/asio_loop.h"
#include "src/daemon/backend_set.h"
#include "src/daemon/host_seams.h"
#include "src/model/holders.h"
#include "src/plugin/holder_index.h"
#include "src/plugin/inventory.h"

namespace davit {
namespace {

/// Nobody is asked who holds what.
class NoPodResources final : public PodResourcesSource {
 public:
  explicit NoPodResources(EventLoop& loop) : loop_(loop) {}

  void List(std::chrono::milliseconds /*timeout*/,
            std::function<void(Result<std::vector<Holding>>)> done) override {
    loop_.Post([done = std::move(done)] {
      done(Error{Code::kUnavailable, "holders are not asked for here"});
    });
  }

 private:
  EventLoop& loop_;
};

/// Nothing is served.
class NoSink final : public ResourceSink {
 public:
  void Opened(Resource& /*resource*/) override {}
  void Changed(Resource& /*resource*/) override {}
  void Closed(Resource& /*resource*/) override {}
};

}  // namespace

Result<Survey> SurveyDevices(const DaemonOptions& options, const config::Config& config,
                             std::span<const BackendEntry* const> entries, Log& log,
                             std::chrono::milliseconds patience) {
  RETURN_IF_ERROR(HostSeams::CheckHostRoot(options.host_root));
  AsioLoop loop;
  Holders holders(loop.clock());
  HolderIndex holder_index(holders);
  HostSeams seams(options.host_root, "", log, loop.clock(), holder_index);
  NoPodResources pod_resources(loop);
  NoSink sink;
  const std::map<std::string, ConfigNode> wanted = WantedBackends(config);
  std::set<std::string> silent;
  for (const auto& [name, node] : wanted) silent.insert(name);
  ResourceSet* to_tell = nullptr;
  Inventory inventory(loop.clock(), [&](const std::string& backend) {
    loop.Post([&, backend] {
      if (to_tell != nullptr) to_tell->BackendChanged(backend);
      silent.erase(backend);
      if (silent.empty()) loop.Stop();
    });
  });
  BackendSet backends({.entries = entries,
                       .inventory = inventory,
                       .log = log,
                       .host = [&](const BackendEntry& entry) { return seams.For(entry); },
                       .restarted = [](const std::string&) {},
                       .stopped = [](const std::string&) {}});
  ResourceSet resources({.loop = loop,
                         .log = log,
                         .entries = entries,
                         .inventory = inventory,
                         .holders = holders,
                         .pod_resources = pod_resources,
                         .sink = sink,
                         .send_order = [](const std::string&, const Order&) {},
                         .holder_index = &holder_index});
  to_tell = &resources;
  resources.SetRules(config.resources);
  RETURN_IF_ERROR(backends.Apply(wanted));
  const auto enough = loop.After(patience, [&] { loop.Stop(); });
  if (!silent.empty()) loop.Run();
  return Survey{resources.Devices(), {silent.begin(), silent.end()}};
}

}  // namespace davit
