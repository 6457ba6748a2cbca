// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/kubelet/grpc/list_stream.h"

#include <utility>

namespace davit::kubelet {

void ListStream::Begin(grpc::CallbackServerContext& context,
                       std::function<void(ListStream&)> ended) {
  context_ = &context;
  ended_ = std::move(ended);
  self_ = shared_from_this();
  // The feed's lock is held while it wakes us: go on elsewhere. Lists that come while we write are
  // seen when the write is done.
  auto wake = [this, weak = weak_from_this()] {
    needs_.loop.Post([weak] {
      if (const std::shared_ptr<ListStream> stream = weak.lock()) stream->Pump();
    });
  };
  std::unique_ptr<ListFeed::Stream> feed = needs_.feed.Open(std::move(wake));
  {
    const MutexLock lock(mutex_);
    feed_ = std::move(feed);
  }
  Pump();
}

void ListStream::End(const grpc::Status& status) {
  const MutexLock lock(mutex_);
  if (finished_) return;
  // A status waits behind a write that waits for the reader: do not wait with it.
  if (writing_) context_->TryCancel();
  finished_ = true;
  Finish(status);
}

void ListStream::Pump() {
  const MutexLock lock(mutex_);
  if (finished_ || writing_) return;
  const SharedDeviceList list = feed_->Take();
  if (list == nullptr) return;
  message_ = needs_.encoder.Encode(list);
  writing_ = true;
  StartWrite(&message_);
}

void ListStream::OnWriteDone(bool ok) {
  {
    const MutexLock lock(mutex_);
    writing_ = false;
  }
  if (ok) {
    Pump();
  } else {
    FinishOnce({grpc::StatusCode::UNAVAILABLE, "the peer does not read any more"});
  }
}

void ListStream::OnCancel() { FinishOnce({grpc::StatusCode::CANCELLED, "cancelled by the peer"}); }

void ListStream::FinishOnce(const grpc::Status& status) {
  const MutexLock lock(mutex_);
  if (std::exchange(finished_, true)) return;
  Finish(status);
}

void ListStream::OnDone() {
  std::unique_ptr<ListFeed::Stream> feed;
  {
    const MutexLock lock(mutex_);
    feed = std::move(feed_);
  }
  feed.reset();  // waits for a wake-up under way, which must not find our lock held
  const std::shared_ptr<ListStream> self = std::move(self_);
  ended_(*self);
}

}  // namespace davit::kubelet
