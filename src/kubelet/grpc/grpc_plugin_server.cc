// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/kubelet/grpc/grpc_plugin_server.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <optional>
#include <thread>
#include <utility>

#include <grpc/impl/codegen/grpc_types.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <grpcpp/server_posix.h>

#include "src/base/check.h"
#include "src/base/mutex.h"
#include "src/kubelet/grpc/device_plugin_service.h"
#include "src/kubelet/grpc/quiet.h"
#include "src/kubelet/grpc/registration_service.h"

namespace davit::kubelet {
namespace {

using namespace std::chrono_literals;

/// How long a call under way (answers on their way out, PreStartContainer) may hold up the end.
constexpr auto kLastAnswers = 100ms;

}  // namespace

/// grpc::Server::Shutdown waits for handlers, so it must not run where handlers or the loop run:
/// one thread does it for all servers, started when the first one ends.
struct GrpcPluginServerFactory::Undertaker {
  ~Undertaker() {
    {
      const MutexLock lock(mutex);
      closing = true;
    }
    wake.notify_all();
    if (thread.joinable()) thread.join();
  }

  void Add(std::function<void()> job) {
    {
      const MutexLock lock(mutex);
      jobs.push_back(std::move(job));
      if (!thread.joinable()) thread = std::thread([this] { Work(); });
    }
    wake.notify_all();
  }

  void Work() {
    while (std::optional<std::function<void()>> job = Next()) (*job)();
  }

  std::optional<std::function<void()>> Next() {
    const MutexLock lock(mutex);
    wake.wait(mutex, [this] { return closing || !jobs.empty(); });
    if (jobs.empty()) return std::nullopt;
    std::function<void()> job = std::move(jobs.front());
    jobs.pop_front();
    return job;
  }

  Mutex mutex;
  std::condition_variable_any wake;
  std::deque<std::function<void()>> jobs;
  bool closing = false;
  std::thread thread;
};

namespace {

/// What handlers use: lives until the last one has returned, though its owner went before.
struct ServerParts {
  ServerParts(EventLoop& loop, Resource& resource, ListFeed& feed, PluginServerEvents& events)
      : device_plugin(loop, resource, feed, events) {}

  DevicePluginService device_plugin;
  std::optional<RegistrationService> registration;
  std::unique_ptr<grpc::Server> server;
};

class GrpcPluginServer final : public PluginServer {
 public:
  using Bury = std::function<void(std::function<void()>)>;

  GrpcPluginServer(EventLoop& loop, Resource& resource, ListFeed& feed, PluginServerEvents& events,
                   const std::string& watcher_endpoint, Bury bury)
      : bury_(std::move(bury)),
        parts_(std::make_shared<ServerParts>(loop, resource, feed, events)) {
    grpc::ServerBuilder builder;
    builder.RegisterService(&parts_->device_plugin);
    if (!watcher_endpoint.empty()) {
      parts_->registration.emplace(resource.name(), watcher_endpoint, events);
      builder.RegisterService(&*parts_->registration);
    }
    // Nobody looks at channelz, and it keeps a history of every connection.
    builder.AddChannelArgument(GRPC_ARG_ENABLE_CHANNELZ, 0);
    parts_->server = builder.BuildAndStart();
    DAVIT_CHECK(parts_->server !=
                nullptr);  // without a port nothing of the machine can be in its way
  }

  void Serve(UniqueFd connection) override {
    const MutexLock lock(mutex_);
    if (shut_down_) return;
    grpc::AddInsecureChannelFromFd(parts_->server.get(), connection.Release());
  }

  void Shutdown(std::function<void()> done) override {
    {
      const MutexLock lock(mutex_);
      shut_down_ = true;
    }
    // First the streams: the server would wait for them.
    parts_->device_plugin.EndStreams();
    bury_([parts = parts_, done = std::move(done)]() mutable {
      parts->server->Shutdown(std::chrono::system_clock::now() + kLastAnswers);
      parts.reset();  // before what `done` keeps for them
      done();
    });
  }

 private:
  const Bury bury_;
  const std::shared_ptr<ServerParts> parts_;

  Mutex mutex_;
  bool shut_down_ DAVIT_GUARDED_BY(mutex_) = false;
};

}  // namespace

GrpcPluginServerFactory::GrpcPluginServerFactory(EventLoop& loop)
    : loop_(loop), undertaker_(std::make_unique<Undertaker>()) {
  QuietLibraries();
}

GrpcPluginServerFactory::~GrpcPluginServerFactory() = default;

std::unique_ptr<PluginServer> GrpcPluginServerFactory::Create(Resource& resource, ListFeed& feed,
                                                              PluginServerEvents& events,
                                                              const std::string& watcher_endpoint) {
  return std::make_unique<GrpcPluginServer>(
      loop_, resource, feed, events, watcher_endpoint,
      [this](std::function<void()> job) { undertaker_->Add(std::move(job)); });
}

}  // namespace davit::kubelet
