// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/emulator/unix_listener.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <utility>

namespace davit::emulator {
namespace {

Result<sockaddr_un> Address(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof(address.sun_path)) {
    return Error{Code::kInvalidArgument, path + ": too long for a socket"};
  }
  std::memcpy(address.sun_path, path.data(), path.size());
  return address;
}

Result<UniqueFd> NewSocket() {
  UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd.valid()) return ErrnoError("making a socket", errno);
  return fd;
}

}  // namespace

Result<std::unique_ptr<UnixListener>> UnixListener::Open(const std::string& path,
                                                         std::function<void(UniqueFd)> accepted) {
  ASSIGN_OR_RETURN(const sockaddr_un address, Address(path));
  ASSIGN_OR_RETURN(UniqueFd listening, NewSocket());
  if (::bind(listening.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return ErrnoError("binding " + path, errno);
  }
  if (::listen(listening.get(), SOMAXCONN) != 0) return ErrnoError("listening on " + path, errno);
  UniqueFd stop(::eventfd(0, EFD_CLOEXEC));
  if (!stop.valid()) return ErrnoError("making an eventfd", errno);
  return std::unique_ptr<UnixListener>(
      new UnixListener(std::move(listening), std::move(stop), std::move(accepted)));
}

UnixListener::UnixListener(UniqueFd listening, UniqueFd stop,
                           std::function<void(UniqueFd)> accepted)
    : listening_(std::move(listening)), stop_(std::move(stop)), accepted_(std::move(accepted)) {
  thread_ = std::thread([this] { Accept(); });
}

UnixListener::~UnixListener() {
  const std::uint64_t one = 1;
  static_cast<void>(!::write(stop_.get(), &one, sizeof one));
  thread_.join();
}

void UnixListener::Accept() {
  for (;;) {
    std::array<pollfd, 2> fds = {{{listening_.get(), POLLIN, 0}, {stop_.get(), POLLIN, 0}}};
    if (::poll(fds.data(), fds.size(), -1) < 0 && errno != EINTR) return;
    if (fds[1].revents != 0) return;
    if (fds[0].revents == 0) continue;
    UniqueFd connection(
        ::accept4(listening_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (connection.valid()) accepted_(std::move(connection));
  }
}

Result<UniqueFd> ConnectUnix(const std::string& path) {
  ASSIGN_OR_RETURN(const sockaddr_un address, Address(path));
  ASSIGN_OR_RETURN(UniqueFd fd, NewSocket());
  if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    Error error = ErrnoError("connecting to " + path, errno);
    error.code = Code::kUnavailable;
    return error;
  }
  return fd;
}

}  // namespace davit::emulator
