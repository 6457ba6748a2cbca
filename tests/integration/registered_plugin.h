// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "davit/testing/recording_log.h"
#include "src/base/mutex.h"
#include "src/kubelet/endpoints.h"
#include "src/kubelet/grpc/grpc_plugin_server.h"
#include "src/kubelet/grpc/grpc_registrar.h"
#include "tests/integration/loop_thread.h"
#include "tests/integration/static_resource.h"

namespace davit {

/// A device plugin in this process: resources written by hand, served and kept registered by the
/// real rooms over real gRPC.
class RegisteredPlugin {
 public:
  using Options = kubelet::Endpoints::Options;

  /// `resources` outlive the plugin.
  RegisteredPlugin(Options options, std::vector<StaticResource*> resources)
      : resources_(std::move(resources)), factory_(thread_.loop()) {
    thread_.Do([&] {
      registrar_ = std::make_unique<kubelet::GrpcRegistrar>(thread_.loop(),
                                                            options.socket_dir + "/kubelet.sock");
      endpoints_ = std::make_unique<kubelet::Endpoints>(
          options, kubelet::Endpoints::Needs{.loop = thread_.loop(),
                                             .log = log_,
                                             .registrar = *registrar_,
                                             .servers = factory_,
                                             .give_up = [](const std::string&) {}});
      started_ = endpoints_->Start();
      for (StaticResource* resource : resources_) endpoints_->Opened(*resource);
    });
  }

  ~RegisteredPlugin() { Stop(); }

  void Stop() {
    if (endpoints_ == nullptr) return;
    std::promise<void> stopped;
    thread_.Do([&] { endpoints_->Stop([&] { stopped.set_value(); }); });
    stopped.get_future().wait();
    thread_.Do([this] {
      endpoints_.reset();
      registrar_.reset();
    });
  }

  const Result<>& started() const { return started_; }

  /// The resource's list is another one from now on.
  void Set(StaticResource& resource, DeviceList list) {
    resource.Set(std::move(list));
    thread_.Do([&] { endpoints_->Changed(resource); });
  }

  kubelet::EndpointStatus StatusOf(const std::string& resource) {
    kubelet::EndpointStatus found;
    thread_.Do([&] {
      for (const kubelet::EndpointStatus& status : endpoints_->Status()) {
        if (status.resource == resource) found = status;
      }
    });
    return found;
  }

  const testing::RecordingLog& log() const { return log_; }
  EventLoop& loop() { return thread_.loop(); }

 private:
  const std::vector<StaticResource*> resources_;
  testing::RecordingLog log_;
  LoopThread thread_;
  kubelet::GrpcPluginServerFactory factory_;
  std::unique_ptr<kubelet::GrpcRegistrar> registrar_;
  std::unique_ptr<kubelet::Endpoints> endpoints_;
  Result<> started_;
};

}  // namespace davit
