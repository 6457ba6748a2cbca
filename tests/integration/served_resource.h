// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <chrono>
#include <filesystem>
#include <future>
#include <memory>
#include <string>
#include <utility>

#include "src/base/mutex.h"
#include "src/emulator/unix_listener.h"
#include "src/kubelet/grpc/grpc_plugin_server.h"
#include "src/kubelet/grpc/grpc_registrar.h"
#include "tests/integration/loop_thread.h"
#include "tests/integration/static_resource.h"

namespace davit {

/// A resource on a socket, without anybody who keeps it registered: the gRPC side alone.
class ServedResource final : public kubelet::PluginServerEvents {
 public:
  ServedResource(std::string dir, StaticResource& resource,
                 const std::string& watcher_endpoint = {})
      : dir_(std::move(dir)), resource_(resource), factory_(thread_.loop()) {
    feed_.Publish(resource.list());
    server_ = factory_.Create(resource, feed_, *this, watcher_endpoint);
    listener_ = *emulator::UnixListener::Open(
        socket(), [this](UniqueFd fd) { server_->Serve(std::move(fd)); });
    thread_.Do([this] {
      registrar_ = std::make_unique<kubelet::GrpcRegistrar>(thread_.loop(), dir_ + "/kubelet.sock");
    });
  }

  ~ServedResource() override {
    listener_.reset();
    Shutdown();
    thread_.Do([this] { registrar_.reset(); });
  }

  std::string socket() const { return dir_ + "/plugin.sock"; }

  Result<> Register(std::chrono::milliseconds deadline = std::chrono::seconds(5)) {
    std::promise<Result<>> answer;
    thread_.Do([&] {
      registrar_->Register(
          {.endpoint = "plugin.sock", .resource = resource_.name(), .options = resource_.options()},
          deadline, [&](Result<> result) { answer.set_value(std::move(result)); });
    });
    return answer.get_future().get();
  }

  void Publish(DeviceList list) {
    resource_.Set(std::move(list));
    thread_.Do([this] { feed_.Publish(resource_.list()); });
  }

  void Shutdown() {
    if (server_ == nullptr) return;
    std::promise<void> done;
    server_->Shutdown([&] { done.set_value(); });
    done.get_future().wait();
    server_.reset();
  }

  int open_streams() const {
    const MutexLock lock(mutex_);
    return open_streams_;
  }
  std::string registration_status() const {
    const MutexLock lock(mutex_);
    return registration_status_;
  }

 private:
  void StreamOpened(std::uint64_t /*stream*/) override {
    const MutexLock lock(mutex_);
    ++open_streams_;
  }
  void StreamEnded(std::uint64_t /*stream*/) override {
    const MutexLock lock(mutex_);
    --open_streams_;
  }
  void RegistrationStatus(bool registered, const std::string& error) override {
    const MutexLock lock(mutex_);
    registration_status_ = registered ? "registered" : error;
  }

  const std::string dir_;
  StaticResource& resource_;
  LoopThread thread_;
  kubelet::ListFeed feed_;
  kubelet::GrpcPluginServerFactory factory_;
  std::unique_ptr<kubelet::PluginServer> server_;
  std::unique_ptr<emulator::UnixListener> listener_;
  std::unique_ptr<kubelet::GrpcRegistrar> registrar_;

  mutable Mutex mutex_;
  int open_streams_ DAVIT_GUARDED_BY(mutex_) = 0;
  std::string registration_status_ DAVIT_GUARDED_BY(mutex_);
};

}  // namespace davit
