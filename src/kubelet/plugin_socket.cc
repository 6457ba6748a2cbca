// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/kubelet/plugin_socket.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "src/kubelet/socket_name.h"

namespace davit::kubelet {
namespace {

Result<sockaddr_un> AddressOf(const std::string& path) {
  if (path.size() > kMaxSocketPath) {
    return Error{Code::kInvalidArgument, path + ": a unix socket's path has at most " +
                                             std::to_string(kMaxSocketPath) + " bytes, this one " +
                                             std::to_string(path.size())};
  }
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  return address;
}

const sockaddr* Generic(const sockaddr_un& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

Result<UniqueFd> NewSocket() {
  UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd.valid()) return ErrnoError("making a unix socket", errno);
  return fd;
}

}  // namespace

PluginSocket::PluginSocket(std::string path, UniqueFd fd, FileIdentity identity)
    : path_(std::move(path)), fd_(std::move(fd)), identity_(identity) {}

PluginSocket::~PluginSocket() { Unlink(); }

Result<std::unique_ptr<PluginSocket>> PluginSocket::Bind(const std::string& path) {
  ASSIGN_OR_RETURN(const sockaddr_un address, AddressOf(path));
  ASSIGN_OR_RETURN(UniqueFd fd, NewSocket());
  // The file takes its mode from the socket's: nobody else may connect, not for a moment.
  if (::fchmod(fd.get(), S_IRUSR | S_IWUSR) != 0) return ErrnoError("closing " + path, errno);
  if (::bind(fd.get(), Generic(address), sizeof address) != 0) {
    if (errno == EADDRINUSE) return Error{Code::kAlreadyExists, "binding " + path + ": it exists"};
    return ErrnoError("binding " + path, errno);
  }
  if (::listen(fd.get(), SOMAXCONN) != 0) {
    const int error_number = errno;
    ::unlink(path.c_str());
    return ErrnoError("listening on " + path, error_number);
  }
  const std::optional<FileIdentity> identity = SocketIdentity(path);
  if (!identity) return Error{Code::kAborted, path + ": vanished while it was bound"};
  return std::unique_ptr<PluginSocket>(new PluginSocket(path, std::move(fd), *identity));
}

PluginSocket::Name PluginSocket::Look() const {
  // While the socket is open the kernel keeps its inode, so that no other file can look like it.
  const std::optional<FileIdentity> now = SocketIdentity(path_);
  if (now) return *now == identity_ ? Name::kOurs : Name::kForeign;
  struct stat status = {};
  return ::lstat(path_.c_str(), &status) == 0 ? Name::kForeign : Name::kMissing;
}

Result<UniqueFd> PluginSocket::Accept() {
  UniqueFd connection(::accept4(fd_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
  if (!connection.valid()) {
    switch (errno) {
      case EMFILE:
      case ENFILE:
      case ENOBUFS:
      case ENOMEM:
        return Error{Code::kResourceExhausted, ErrnoError("accepting on " + path_, errno).message};
      default:
        return Error{Code::kUnavailable, "no connection waits on " + path_};
    }
  }
  ucred peer = {};
  socklen_t size = sizeof peer;
  if (::getsockopt(connection.get(), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) {
    return Error{Code::kPermissionDenied, "a peer of " + path_ + " that cannot be told: refused"};
  }
  if (peer.uid != 0 && peer.uid != ::geteuid()) {
    return Error{Code::kPermissionDenied,
                 "a peer of " + path_ + " runs as user " + std::to_string(peer.uid) + ": refused"};
  }
  return connection;
}

void PluginSocket::Unlink() {
  if (Look() == Name::kOurs) ::unlink(path_.c_str());
}

Result<UniqueFd> ConnectSocket(const std::string& path) {
  ASSIGN_OR_RETURN(const sockaddr_un address, AddressOf(path));
  ASSIGN_OR_RETURN(UniqueFd fd, NewSocket());
  if (::connect(fd.get(), Generic(address), sizeof address) == 0) return fd;
  switch (errno) {
    case EAGAIN:
      return Error{Code::kResourceExhausted, path + ": too many connections wait"};
    case ECONNREFUSED:
      return Error{Code::kUnavailable, path + ": nobody listens"};
    default:
      return ErrnoError("connecting to " + path, errno);
  }
}

}  // namespace davit::kubelet
