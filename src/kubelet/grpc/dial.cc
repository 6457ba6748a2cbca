// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/kubelet/grpc/dial.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>

#include <fmt/format.h>
#include <grpc/impl/codegen/grpc_types.h>
#include <grpcpp/create_channel_posix.h>
#include <grpcpp/support/channel_arguments.h>

#include "davit/fd.h"

namespace davit::kubelet {
namespace {

Result<UniqueFd> Connect(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof(address.sun_path)) {
    return Error{Code::kInvalidArgument,
                 fmt::format("{}: longer than the {} bytes that a socket's path may have", path,
                             sizeof(address.sun_path) - 1)};
  }
  std::memcpy(address.sun_path, path.data(), path.size());

  UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd.valid()) return ErrnoError("making a socket", errno);
  if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    return fd;
  }
  Error error = ErrnoError(fmt::format("connecting to {}", path), errno);
  if (error.code != Code::kPermissionDenied) error.code = Code::kUnavailable;
  return error;
}

}  // namespace

Result<std::shared_ptr<grpc::Channel>> DialUnix(const std::string& path, int max_receive_bytes) {
  ASSIGN_OR_RETURN(UniqueFd fd, Connect(path));
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(max_receive_bytes);
  arguments.SetString(GRPC_ARG_DEFAULT_AUTHORITY, "localhost");
  arguments.SetInt(GRPC_ARG_ENABLE_CHANNELZ, 0);
  return grpc::CreateCustomInsecureChannelFromFd("localhost", fd.Release(), arguments);
}

}  // namespace davit::kubelet
