// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/kubelet/grpc/loop_calls.h"

namespace davit::kubelet {

LoopCalls::~LoopCalls() {
  const MutexLock lock(mutex_);
  for (grpc::ClientContext* context : under_way_) context->TryCancel();
  while (!under_way_.empty()) none_left_.wait(mutex_);
}

void LoopCalls::Post(EventLoop::Task done) {
  loop_.Post([alive = std::weak_ptr<bool>(alive_), done = std::move(done)] {
    if (!alive.expired()) done();
  });
}

void LoopCalls::Add(grpc::ClientContext& context) {
  const MutexLock lock(mutex_);
  under_way_.insert(&context);
}

void LoopCalls::Finished(grpc::ClientContext& context, EventLoop::Task done) {
  // Once the loop has run `done` the context is gone: by then our destructor must not find it.
  const MutexLock lock(mutex_);
  Post(std::move(done));
  under_way_.erase(&context);
  none_left_.notify_all();
}

}  // namespace davit::kubelet
