// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "davit/emulator/node.h"
#include "davit/emulator/pod.h"
#include "davit/emulator/version.h"
#include "davit/result.h"

namespace davit::emulator {

/// What goes wrong on purpose. All of it can change at any time and holds from then on.
struct Faults {
  int fail_registers = 0;         ///< so many Register calls fail with UNKNOWN, then none
  bool hang_registers = false;    ///< Register is not answered before its caller goes
  bool never_dial = false;        ///< Register is answered OK and nothing follows
  bool lose_replies = false;      ///< all goes well, but the caller of Register never hears of it
  bool reply_after_list = false;  ///< Register is answered when the first list has come
  bool dial_twice = false;        ///< two connections, each with a ListAndWatch of its own
  bool fail_options = false;      ///< GetDevicePluginOptions counts as failed
  bool stop_reading = false;      ///< streams are open and nobody reads them
  bool refuse_watched = false;    ///< plugins_registry: every plugin is told it is not registered
};

/// What a restart of the kubelet looks like from outside.
struct RestartOptions {
  std::chrono::milliseconds down{0};  ///< connections are closed, kubelet.sock refuses or is gone
  bool dead_socket = true;            ///< kubelet.sock stays in the directory while down
  bool wipe = true;                   ///< sockets in the directory are removed
  /// The plugins' sockets are removed so long after the new kubelet.sock accepts; 0: before.
  std::chrono::milliseconds late_wipe{0};
  bool keep_connections =
      false;  ///< the old kubelet's connections stay open until the next restart
};

/// The device manager of a kubelet, on a directory of its own: plugins register with it over real
/// gRPC, and pods are admitted as the real one admits them. It starts no container.
///
/// Thread-safe. Calls block for as long as the plugin's answers take, as the real one does.
class FakeKubelet {
 public:
  struct Options {
    Version version = Version::k1_36;
    std::string pod_resources_socket;  ///< serves pod-resources v1 there when not empty
    std::string plugins_registry;      ///< watches this directory too when not empty
    std::chrono::milliseconds dial_timeout{10'000};
    std::chrono::milliseconds grace{300'000};  ///< capacity outlives the plugin so long
    std::chrono::milliseconds watch_every{1'000};
    std::uint32_t seed = 1;  ///< of all that the kubelet takes in random order
  };

  /// Serves <dir>/kubelet.sock; `dir` exists. Errors: those of making the sockets.
  static Result<std::unique_ptr<FakeKubelet>> Start(std::string dir, Options options);
  static Result<std::unique_ptr<FakeKubelet>> Start(std::string dir) {
    return Start(std::move(dir), Options());
  }

  /// Stops.
  ~FakeKubelet();

  /// Goes away as a kubelet does: connections close, kubelet.sock stays as a dead socket.
  void Stop();

  /// Goes away and comes back with what the checkpoint keeps: assignments and resource names.
  Result<> Restart(RestartOptions options);
  Result<> Restart() { return Restart(RestartOptions()); }

  void SetFaults(Faults faults);

  Node node() const;

  /// Blocks until `holds` is true of the node, and says so; kDeadlineExceeded, with `what` and the
  /// node as it then is, when `timeout` is over first.
  Result<> WaitFor(const std::string& what, const std::function<bool(const Node&)>& holds,
                   std::chrono::milliseconds timeout = std::chrono::seconds(10)) const;

  /// Blocks until so many devices of the resource are allocatable.
  Result<> WaitForAllocatable(const std::string& resource, int count,
                              std::chrono::milliseconds timeout = std::chrono::seconds(10)) const;

  /// Admits a pod and creates its containers, or says why not.
  Verdict Admit(const Pod& pod);

  /// The pod is over: its devices are free.
  void Remove(const std::string& pod_uid);

  /// Closes the streams of a resource (RST_STREAM) and, when asked, the connections too.
  void CancelStreams(const std::string& resource, bool close_connections = false);

  /// Where plugins register.
  const std::string& socket() const;

 private:
  struct Impl;
  explicit FakeKubelet(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace davit::emulator
