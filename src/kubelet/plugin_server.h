// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <functional>
#include <memory>

#include "davit/fd.h"
#include "src/kubelet/list_feed.h"
#include "src/plugin/resource.h"

namespace davit::kubelet {

/// Notices from the server of one resource. Called from gRPC threads.
class PluginServerEvents {
 public:
  virtual ~PluginServerEvents() = default;

  /// A ListAndWatch stream opened; `stream` counts up from 1 within this server.
  virtual void StreamOpened(std::uint64_t stream) = 0;
  /// It ended: cancelled by the peer, connection lost, or finished by us.
  virtual void StreamEnded(std::uint64_t stream) = 0;
  /// Watcher mode: the kubelet said whether it took the registration.
  virtual void RegistrationStatus(bool registered, const std::string& error) = 0;
};

/// The DevicePlugin service (and, in watcher mode, pluginregistration.Registration) of one
/// resource on connections that its owner accepted. Built over gRPC in kubelet/grpc.
class PluginServer {
 public:
  virtual ~PluginServer() = default;

  /// Speaks HTTP/2 on a connected, non-blocking socket. Thread-safe; never blocks.
  virtual void Serve(UniqueFd connection) = 0;

  /// Ends every stream and refuses new calls; `done` is called from any thread when the last
  /// handler has returned. Never blocks. Must be called before the destructor, which need not
  /// wait for `done`.
  virtual void Shutdown(std::function<void()> done) = 0;
};

/// Makes servers; one for the process. `resource`, `feed` and `events` outlive the server's
/// Shutdown. `watcher_endpoint`: in watcher mode the absolute path of the socket that GetInfo
/// tells, else empty.
class PluginServerFactory {
 public:
  virtual ~PluginServerFactory() = default;

  virtual std::unique_ptr<PluginServer> Create(Resource& resource, ListFeed& feed,
                                               PluginServerEvents& events,
                                               const std::string& watcher_endpoint) = 0;
};

}  // namespace davit::kubelet
