// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/emulator/grpc/unix_server.h"

#include <chrono>
#include <utility>

#include <grpcpp/server_builder.h>
#include <grpcpp/server_posix.h>

namespace davit::emulator {

Result<std::unique_ptr<UnixServer>> UnixServer::Open(const std::string& path,
                                                     grpc::Service& service) {
  std::unique_ptr<UnixServer> self(new UnixServer());
  grpc::ServerBuilder builder;
  builder.RegisterService(&service);
  self->server_ = builder.BuildAndStart();
  ASSIGN_OR_RETURN(self->listener_,
                   UnixListener::Open(path, [server = self->server_.get()](UniqueFd connection) {
                     grpc::AddInsecureChannelFromFd(server, connection.Release());
                   }));
  return self;
}

UnixServer::~UnixServer() {
  listener_.reset();
  if (server_ != nullptr) server_->Shutdown(std::chrono::system_clock::now());
}

}  // namespace davit::emulator
