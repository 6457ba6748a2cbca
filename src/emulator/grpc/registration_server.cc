// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/emulator/grpc/registration_server.h"

#include <chrono>
#include <utility>

#include <grpcpp/server_builder.h>
#include <grpcpp/server_posix.h>

namespace davit::emulator {

Result<std::unique_ptr<RegistrationServer>> RegistrationServer::Open(const std::string& path,
                                                                     OnRegister on_register) {
  std::unique_ptr<RegistrationServer> self(new RegistrationServer(std::move(on_register)));
  grpc::ServerBuilder builder;
  builder.RegisterService(&self->service_);
  self->server_ = builder.BuildAndStart();
  ASSIGN_OR_RETURN(self->listener_,
                   UnixListener::Open(path, [server = self->server_.get()](UniqueFd connection) {
                     grpc::AddInsecureChannelFromFd(server, connection.Release());
                   }));
  return self;
}

RegistrationServer::~RegistrationServer() {
  listener_.reset();
  if (server_ != nullptr) server_->Shutdown(std::chrono::system_clock::now());
}

}  // namespace davit::emulator
