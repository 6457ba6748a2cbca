// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <functional>
#include <memory>

#include "davit/fd.h"
#include "src/base/change_log.h"
#include "src/base/event_loop.h"
#include "src/kubelet/plugin_socket.h"

namespace davit::kubelet {

/// Accepts the connections of one socket and hands them on.
///
/// Lives on the loop; owns the socket, so that destroying it removes the socket's name. `loop` and
/// `log` outlive it.
class Acceptor {
 public:
  Acceptor(EventLoop& loop, ChangeLog& log, std::unique_ptr<PluginSocket> socket,
           std::function<void(UniqueFd)> serve);

  const PluginSocket& socket() const { return *socket_; }

 private:
  void Watch();
  void Readable();

  EventLoop& loop_;
  ChangeLog& log_;
  const std::unique_ptr<PluginSocket> socket_;
  const std::function<void(UniqueFd)> serve_;
  std::unique_ptr<EventLoop::Handle> watch_;  ///< the readable socket, or the pause
};

}  // namespace davit::kubelet
