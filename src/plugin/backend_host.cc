// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/plugin/backend_host.h"

#include <pthread.h>

#include <string>
#include <thread>
#include <utility>

#include "src/plugin/inbox_queue.h"

namespace davit {
namespace {

class BackendThread final : public BackendHost {
 public:
  BackendThread(const BackendEntry& entry, Host host) : entry_(entry), host_(host) {}

  ~BackendThread() override {
    if (thread_.joinable()) {
      inbox_->Push(order::Stop{});
      thread_.join();
    }
  }

  Result<> Start(const ConfigNode& options, PublishSnapshot publish) {
    ASSIGN_OR_RETURN(inbox_, InboxQueue::Create());
    auto backend = entry_.create(host_, options);
    if (!backend.ok()) {
      return Annotate("backend " + std::string(entry_.name), std::move(backend).error());
    }
    backend_ = std::move(backend).value();
    thread_ = std::thread([this, publish = std::move(publish)] {
      // The kernel keeps 15 bytes of a thread's name.
      pthread_setname_np(pthread_self(), std::string(entry_.name).substr(0, 15).c_str());
      backend_->Run(*inbox_, publish);
    });
    return {};
  }

  void Send(Order order) override { inbox_->Push(std::move(order)); }

 private:
  const BackendEntry& entry_;
  Host host_;  // what the backend was given a reference to
  std::unique_ptr<InboxQueue> inbox_;
  std::unique_ptr<Backend> backend_;
  std::thread thread_;
};

}  // namespace

Result<std::unique_ptr<BackendHost>> StartBackendThread(const BackendEntry& entry, Host host,
                                                        const ConfigNode& options,
                                                        PublishSnapshot publish) {
  auto started = std::make_unique<BackendThread>(entry, host);
  RETURN_IF_ERROR(started->Start(options, std::move(publish)));
  return std::unique_ptr<BackendHost>(std::move(started));
}

}  // namespace davit
