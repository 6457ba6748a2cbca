// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <string>

#include <grpcpp/support/server_callback.h>

#include "deviceplugin/v1beta1/api.grpc.pb.h"

namespace davit::bench {

/// The least that a device plugin over gRPC can be: a list that never changes, an answer that is
/// always the same, nothing looked at. What davit is measured against.
class BareService final : public ::v1beta1::DevicePlugin::CallbackService {
 public:
  explicit BareService(int devices) : devices_(devices) {}

 private:
  grpc::ServerUnaryReactor* GetDevicePluginOptions(
      grpc::CallbackServerContext* context, const ::v1beta1::Empty* /*request*/,
      ::v1beta1::DevicePluginOptions* /*response*/) override {
    return Finished(*context);
  }

  grpc::ServerWriteReactor<::v1beta1::ListAndWatchResponse>* ListAndWatch(
      grpc::CallbackServerContext* /*context*/, const ::v1beta1::Empty* /*request*/) override {
    return new Stream(devices_);
  }

  grpc::ServerUnaryReactor* Allocate(grpc::CallbackServerContext* context,
                                     const ::v1beta1::AllocateRequest* /*request*/,
                                     ::v1beta1::AllocateResponse* response) override {
    auto& container = *response->add_container_responses();
    (*container.mutable_envs())["ID"] = "one";
    auto& device = *container.add_devices();
    device.set_container_path("/dev/device-0");
    device.set_host_path("/dev/device-0");
    device.set_permissions("rw");
    return Finished(*context);
  }

  static grpc::ServerUnaryReactor* Finished(grpc::CallbackServerContext& context) {
    grpc::ServerUnaryReactor* reactor = context.DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

  class Stream final : public grpc::ServerWriteReactor<::v1beta1::ListAndWatchResponse> {
   public:
    explicit Stream(int devices) {
      for (int i = 0; i < devices; ++i) {
        auto& device = *message_.add_devices();
        device.set_id("device-" + std::to_string(i));
        device.set_health("Healthy");
      }
      StartWrite(&message_);
    }

   private:
    void OnCancel() override { Finish(grpc::Status::CANCELLED); }
    void OnDone() override { delete this; }

    ::v1beta1::ListAndWatchResponse message_;
  };

  const int devices_;
};

}  // namespace davit::bench
