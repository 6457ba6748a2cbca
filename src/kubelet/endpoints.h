// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "davit/log.h"
#include "src/base/event_loop.h"
#include "src/base/inotify.h"
#include "src/kubelet/directory_watch.h"
#include "src/kubelet/endpoint_state.h"
#include "src/kubelet/plugin_server.h"
#include "src/kubelet/registrar.h"
#include "src/kubelet/registration.h"
#include "src/plugin/resource.h"

namespace davit::kubelet {

struct EndpointStatus {
  std::string resource;
  std::string socket;  ///< its path, empty before one is bound
  EndpointState state = EndpointState::kServing;
  std::string detail;  ///< the last error while not active, or why the list is not sent
  int registrations = 0;
};

/// Serves every resource on a socket of its own and keeps it registered: contract 7 and the
/// registration state machine, one per resource, over one shared directory watch. What fails in
/// one resource leaves the others alone.
///
/// Lives on the loop; no gRPC. What it needs outlives it.
class Endpoints final : public ResourceSink {
 public:
  struct Options {
    std::string socket_dir = "/var/lib/kubelet/device-plugins";
    std::string socket_prefix = "davit";
    std::string plugins_registry;  ///< watcher mode when not empty: sockets lie there instead

    // What only tests change.
    RegistrationTiming timing;
    std::chrono::milliseconds poll{2000};     ///< of the directory, while inotify is out of order
    std::chrono::milliseconds pinned{10000};  ///< until a directory that a mount pins is given up
    std::chrono::milliseconds stop{4000};     ///< until Stop does not wait for handlers any more
    DirectoryWatch::OpenInotify open_inotify = Inotify::Create;
    std::uint32_t seed = 0;  ///< of names and jitter; 0: the machine's randomness
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
  /// Errors: kInvalidArgument (not an absolute path), kPermissionDenied (read-only, or others may
  /// write it without the sticky bit), kFailedPrecondition (not a directory): exit 4.
  Result<> Start();

  void Opened(Resource& resource) override;
  void Changed(Resource& resource) override;
  void Closed(Resource& resource) override;

  /// Ends every stream, unlinks our own sockets, closes; `done` on the loop, at the latest after
  /// 4 s, even when a handler has not returned by then: it touches no resource any more.
  void Stop(std::function<void()> done);

  std::vector<EndpointStatus> Status() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace davit::kubelet
