// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/kubelet/grpc/registration_service.h"

namespace davit::kubelet {

grpc::ServerUnaryReactor* RegistrationService::GetInfo(
    Context* context, const plugin_registration::InfoRequest* /*request*/,
    plugin_registration::PluginInfo* response) {
  response->set_type("DevicePlugin");
  response->set_name(resource_);
  response->set_endpoint(endpoint_);
  response->add_supported_versions("v1beta1");
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  reactor->Finish(grpc::Status::OK);
  return reactor;
}

grpc::ServerUnaryReactor* RegistrationService::NotifyRegistrationStatus(
    Context* context, const plugin_registration::RegistrationStatus* request,
    plugin_registration::RegistrationStatusResponse* /*response*/) {
  events_.RegistrationStatus(request->plugin_registered(), request->error());
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  reactor->Finish(grpc::Status::OK);
  return reactor;
}

}  // namespace davit::kubelet
