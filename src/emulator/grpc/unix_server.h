// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <memory>
#include <string>

#include <grpcpp/impl/service_type.h>
#include <grpcpp/server.h>

#include "davit/result.h"
#include "src/emulator/unix_listener.h"

namespace davit::emulator {

/// A synchronous gRPC server on a unix socket that stays behind, as a dead socket, when the server
/// goes: so does the kubelet's.
class UnixServer {
 public:
  /// `service` outlives the server.
  static Result<std::unique_ptr<UnixServer>> Open(const std::string& path, grpc::Service& service);

  /// Closes every connection. Handlers must be on their way out.
  ~UnixServer();

 private:
  UnixServer() = default;

  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<UnixListener> listener_;
};

}  // namespace davit::emulator
