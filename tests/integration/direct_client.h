// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel_posix.h>
#include <grpcpp/support/channel_arguments.h>

#include "deviceplugin/v1beta1/api.grpc.pb.h"

#include "src/emulator/unix_listener.h"

namespace davit {

/// A channel to a plugin's socket, for calls that no kubelet makes. Aborts when nobody listens.
inline std::shared_ptr<grpc::Channel> DialPlugin(const std::string& path,
                                                 const std::string& authority = "localhost") {
  grpc::ChannelArguments arguments;
  arguments.SetString(GRPC_ARG_DEFAULT_AUTHORITY, authority);
  return grpc::CreateCustomInsecureChannelFromFd(
      "localhost", emulator::ConnectUnix(path).value().Release(), arguments);
}

/// A context that ends what hangs, long after any rule would have it.
class Patience : public grpc::ClientContext {
 public:
  Patience() { set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10)); }
};

}  // namespace davit
