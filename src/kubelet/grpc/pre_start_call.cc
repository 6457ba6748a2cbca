// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/kubelet/grpc/pre_start_call.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <grpcpp/server_context.h>
#include <grpcpp/support/status.h>

#include "src/kubelet/grpc/status.h"

namespace davit::kubelet {
namespace {

using namespace std::chrono_literals;

/// What the kubelet allows; who gives no deadline of its own gets it too.
constexpr auto kLongest = 30s;

}  // namespace

grpc::ServerUnaryReactor* PreStartCall::Begin(grpc::CallbackServerContext& context,
                                              const Clock& clock, Resource& resource,
                                              std::span<const std::string> ids) {
  auto door = std::make_shared<Door>();
  auto* call = new PreStartCall(door);
  {
    const MutexLock lock(door->mutex);
    door->call = call;
  }
  // The caller's deadline is calendar time, and may lie beyond what a subtraction can hold.
  const WallTime now = std::chrono::system_clock::now();
  const auto left = context.deadline() > now + kLongest ? kLongest : context.deadline() - now;
  resource.PreStart(ids, clock.Now() + left, [door = std::move(door)](const Result<>& result) {
    door->Finish(ToStatus(result));
  });
  return call;
}

void PreStartCall::Door::Finish(const grpc::Status& status) {
  const MutexLock lock(mutex);
  if (PreStartCall* finished = std::exchange(call, nullptr))
    finished->grpc::ServerUnaryReactor::Finish(status);
}

void PreStartCall::OnCancel() {
  door_->Finish({grpc::StatusCode::CANCELLED, "the caller has gone"});
}

void PreStartCall::OnDone() { delete this; }

}  // namespace davit::kubelet
