// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/kubelet/self_check.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <string_view>
#include <utility>

#include "src/kubelet/plugin_socket.h"

namespace davit::kubelet {
namespace {

/// How every HTTP/2 client begins: the preface and an empty SETTINGS frame. The server's own
/// SETTINGS come first in its answer.
constexpr std::string_view kClientHello(
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
    "\0\0\0\4\0\0\0\0\0",
    24 + 9);

}  // namespace

SelfCheck::SelfCheck(EventLoop& loop, std::string path, std::chrono::milliseconds deadline,
                     std::function<void(Result<>)> done)
    : loop_(loop), path_(std::move(path)), done_(std::move(done)) {
  if (Result<> dialled = Dial(); !dialled.ok()) {
    timer_ = loop_.After({}, [this, dialled] { Finish(dialled); });
    return;
  }
  readable_ = loop_.WatchReadable(fd_.get(), [this] { Readable(); });
  timer_ = loop_.After(deadline, [this] {
    Finish(Error{Code::kDeadlineExceeded, path_ + ": our own server does not answer"});
  });
}

Result<> SelfCheck::Dial() {
  ASSIGN_OR_RETURN(fd_, ConnectSocket(path_));
  const ssize_t sent = ::send(fd_.get(), kClientHello.data(), kClientHello.size(), MSG_NOSIGNAL);
  if (sent < 0) return ErrnoError("writing to " + path_, errno);
  return {};
}

void SelfCheck::Readable() {
  std::array<char, 9> frame;
  const ssize_t size = ::recv(fd_.get(), frame.data(), frame.size(), 0);
  if (size > 0) return Finish({});
  if (size < 0 && errno == EAGAIN) return;
  Finish(Error{Code::kUnavailable, path_ + ": our own server closed the connection"});
}

void SelfCheck::Finish(Result<> result) {
  readable_.reset();
  timer_.reset();
  fd_.Reset();
  std::exchange(done_, nullptr)(std::move(result));
}

}  // namespace davit::kubelet
