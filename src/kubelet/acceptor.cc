// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/kubelet/acceptor.h"

#include <string>
#include <utility>

namespace davit::kubelet {

using namespace std::chrono_literals;

namespace {

/// No more at a time, so that a flood of connections leaves the loop to others in between.
constexpr int kConnectionsAtOnce = 16;

}  // namespace

Acceptor::Acceptor(EventLoop& loop, ChangeLog& log, std::unique_ptr<PluginSocket> socket,
                   std::function<void(UniqueFd)> serve)
    : loop_(loop), log_(log), socket_(std::move(socket)), serve_(std::move(serve)) {
  Watch();
}

void Acceptor::Watch() {
  watch_ = loop_.WatchReadable(socket_->fd(), [this] { Readable(); });
}

void Acceptor::Readable() {
  const std::string key = "accept " + socket_->path();
  for (int i = 0; i < kConnectionsAtOnce; ++i) {
    Result<UniqueFd> connection = socket_->Accept();
    if (connection.ok()) {
      log_.Clear(key);
      serve_(std::move(connection).value());
      continue;
    }
    const Error& error = connection.error();
    if (error.code == Code::kUnavailable) return;
    log_.Report(key, LogLevel::kWarning, error.message);
    if (error.code == Code::kResourceExhausted) {
      // The connection goes on waiting and the socket stays readable: do not spin on it.
      watch_ = loop_.After(1s, [this] { Watch(); });
      return;
    }
  }
}

}  // namespace davit::kubelet
