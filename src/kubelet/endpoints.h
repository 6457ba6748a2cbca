// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "davit/log.h"
#include "src/base/event_loop.h"
#include "src/kubelet/plugin_server.h"
#include "src/kubelet/registrar.h"
#include "src/plugin/resource.h"

namespace davit::kubelet {

/// Where one resource stands with the kubelet (facts: a robust plugin's state machine).
enum class EndpointState { kServing, kRegistering, kRegistered, kActive, kLost, kClosed };

struct EndpointStatus {
  std::string resource;
  std::string socket;
  EndpointState state = EndpointState::kServing;
  std::string detail;  ///< the last error while not active
  int registrations = 0;
};

/// Serves every resource on a socket of its own and keeps it registered: contract 7 and the
/// registration state machine, one per resource, over one shared directory watch.
///
/// Lives on the loop; no gRPC. What it needs outlives it.
class Endpoints final : public ResourceSink {
 public:
  struct Options {
    std::string socket_dir = "/var/lib/kubelet/device-plugins";
    std::string socket_prefix = "davit";
    std::string plugins_registry;  ///< watcher mode when not empty: sockets lie there instead
  };
  struct Needs {
    EventLoop& loop;
    Log& log;
    Registrar& registrar;
    PluginServerFactory& servers;
    /// Called once, on the loop, when only a restart of the process helps (exit 75): the directory
    /// was replaced under a mount, for 10 s now.
    std::function<void(const std::string& why)> give_up;
  };

  Endpoints(Options options, Needs needs);
  ~Endpoints() override;

  /// Checks the directory and begins to watch it. Waits for one that is missing. Removes stale
  /// sockets of our own pattern that refuse a connection.
  /// Errors: kPermissionDenied (read-only, or others may write it without the sticky bit),
  /// kFailedPrecondition (not a directory): exit 4.
  Result<> Start();

  void Opened(Resource& resource) override;
  void Changed(Resource& resource) override;
  void Closed(Resource& resource) override;

  /// Ends every stream, unlinks our own sockets, closes; `done` on the loop.
  void Stop(std::function<void()> done);

  std::vector<EndpointStatus> Status() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace davit::kubelet
