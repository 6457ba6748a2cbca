// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <string>

#include <grpcpp/support/server_callback.h>

#include "src/kubelet/grpc/proto.h"
#include "src/kubelet/plugin_server.h"

namespace davit::kubelet {

/// pluginregistration.Registration of one resource, for the kubelet's plugin watcher: who we are,
/// and what the kubelet made of it. Called by gRPC from any thread.
class RegistrationService final
    : public plugin_registration::Registration::WithCallbackMethod_GetInfo<
          plugin_registration::Registration::WithCallbackMethod_NotifyRegistrationStatus<
              plugin_registration::Registration::Service>> {
 public:
  /// `endpoint`: the absolute path of the socket that serves the resource.
  RegistrationService(std::string resource, std::string endpoint, PluginServerEvents& events)
      : resource_(std::move(resource)), endpoint_(std::move(endpoint)), events_(events) {}

 private:
  using Context = grpc::CallbackServerContext;

  grpc::ServerUnaryReactor* GetInfo(Context* context,
                                    const plugin_registration::InfoRequest* request,
                                    plugin_registration::PluginInfo* response) override;
  grpc::ServerUnaryReactor* NotifyRegistrationStatus(
      Context* context, const plugin_registration::RegistrationStatus* request,
      plugin_registration::RegistrationStatusResponse* response) override;

  const std::string resource_;
  const std::string endpoint_;
  PluginServerEvents& events_;
};

}  // namespace davit::kubelet
