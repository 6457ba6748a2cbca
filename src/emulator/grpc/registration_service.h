// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <functional>
#include <utility>

#include <grpcpp/server_context.h>

#include "deviceplugin/v1beta1/api.grpc.pb.h"

namespace davit::emulator {

/// v1beta1.Registration: each call handed to the one who decides, from any thread; it may block.
/// The context tells whether the caller still waits.
class RegistrationService final : public ::v1beta1::Registration::Service {
 public:
  using OnRegister =
      std::function<grpc::Status(grpc::ServerContext&, const ::v1beta1::RegisterRequest&)>;

  explicit RegistrationService(OnRegister on_register) : on_register_(std::move(on_register)) {}

 private:
  grpc::Status Register(grpc::ServerContext* context, const ::v1beta1::RegisterRequest* request,
                        ::v1beta1::Empty* /*response*/) override {
    return on_register_(*context, *request);
  }

  const OnRegister on_register_;
};

}  // namespace davit::emulator
