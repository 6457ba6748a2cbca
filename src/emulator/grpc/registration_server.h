// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <functional>
#include <memory>
#include <string>

#include <grpcpp/server.h>
#include <grpcpp/server_context.h>

#include "deviceplugin/v1beta1/api.grpc.pb.h"

#include "davit/result.h"
#include "src/emulator/unix_listener.h"

namespace davit::emulator {

/// kubelet.sock: v1beta1.Registration, each call handed to the one who decides.
class RegistrationServer {
 public:
  /// Called from any thread; may block. The context tells whether the caller still waits.
  using OnRegister =
      std::function<grpc::Status(grpc::ServerContext&, const ::v1beta1::RegisterRequest&)>;

  static Result<std::unique_ptr<RegistrationServer>> Open(const std::string& path,
                                                          OnRegister on_register);

  /// Closes all; the path stays, as a dead socket. Handlers must be on their way out.
  ~RegistrationServer();

 private:
  class Service final : public ::v1beta1::Registration::Service {
   public:
    explicit Service(OnRegister on_register) : on_register_(std::move(on_register)) {}

   private:
    grpc::Status Register(grpc::ServerContext* context, const ::v1beta1::RegisterRequest* request,
                          ::v1beta1::Empty* /*response*/) override {
      return on_register_(*context, *request);
    }

    const OnRegister on_register_;
  };

  explicit RegistrationServer(OnRegister on_register) : service_(std::move(on_register)) {}

  Service service_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<UnixListener> listener_;
};

}  // namespace davit::emulator
