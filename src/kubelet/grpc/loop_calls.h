// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <set>
#include <utility>

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include "davit/result.h"
#include "src/base/event_loop.h"
#include "src/base/mutex.h"
#include "src/kubelet/grpc/status.h"

namespace davit::kubelet {

/// One unary call under way: the connection it has to itself, and both messages.
template <class Request, class Response>
struct UnaryCall {
  std::shared_ptr<grpc::Channel> channel;
  grpc::ClientContext context;
  Request request;
  Response response;
};

/// Calls that begin on the loop and whose answers come back to it. Destroyed on the loop: cancels
/// those under way, waits for gRPC to let go of them, and no answer comes any more.
class LoopCalls {
 public:
  explicit LoopCalls(EventLoop& loop) : loop_(loop) {}
  ~LoopCalls();
  LoopCalls(const LoopCalls&) = delete;
  LoopCalls& operator=(const LoopCalls&) = delete;

  /// `start(call, callback)` hands the call to a stub; `done(status, call)` runs once, on the loop.
  template <class Call>
  void Start(std::shared_ptr<Call> call, std::chrono::milliseconds deadline,
             std::function<void(Call&, std::function<void(grpc::Status)>)> start,
             std::function<void(Result<>, Call&)> done) {
    call->context.set_deadline(std::chrono::system_clock::now() + deadline);
    Add(call->context);
    start(*call, [this, call, done = std::move(done)](const grpc::Status& status) mutable {
      grpc::ClientContext& context = call->context;
      // The call and its channel end on the loop, not here on gRPC's thread.
      Finished(context, [call = std::move(call), status, done = std::move(done)] {
        done(FromStatus(status), *call);
      });
    });
  }

  /// For a call that could not begin: `done` soon, on the loop.
  void Post(EventLoop::Task done);

 private:
  void Add(grpc::ClientContext& context);
  void Finished(grpc::ClientContext& context, EventLoop::Task done);

  EventLoop& loop_;
  const std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
  Mutex mutex_;
  std::condition_variable_any none_left_;
  std::set<grpc::ClientContext*> under_way_ DAVIT_GUARDED_BY(mutex_);
};

}  // namespace davit::kubelet
