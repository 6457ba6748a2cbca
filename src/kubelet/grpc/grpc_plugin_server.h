// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <memory>
#include <string>

#include "src/base/event_loop.h"
#include "src/kubelet/plugin_server.h"

namespace davit::kubelet {

/// Makes plugin servers over gRPC: one portless server for each resource, fed with accepted
/// connections, because gRPC's own listener makes sockets that anyone may connect to, replaces
/// live ones and deletes those of successors.
///
/// `loop` outlives the factory, the factory every server it made. Destroying the factory waits for
/// servers that are shutting down. gRPC and protobuf are silent from its making on (quiet.h).
class GrpcPluginServerFactory final : public PluginServerFactory {
 public:
  explicit GrpcPluginServerFactory(EventLoop& loop);
  ~GrpcPluginServerFactory() override;

  std::unique_ptr<PluginServer> Create(Resource& resource, ListFeed& feed,
                                       PluginServerEvents& events,
                                       const std::string& watcher_endpoint) override;

 private:
  struct Undertaker;

  EventLoop& loop_;
  std::unique_ptr<Undertaker> undertaker_;
};

}  // namespace davit::kubelet
