// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>
#include <grpcpp/support/status.h>

#include "src/base/event_loop.h"
#include "src/base/mutex.h"
#include "src/kubelet/grpc/wire.h"
#include "src/kubelet/list_feed.h"

namespace davit::kubelet {

/// One open ListAndWatch: sends the newest list, one write in flight, and then waits for a newer.
/// The peer that reads slowly gets fewer lists, never a late one.
///
/// Owned by gRPC and by those who hold the pointer: gRPC lets go when the stream has ended.
/// Thread-safe.
class ListStream final : public grpc::ServerWriteReactor<grpc::ByteBuffer>,
                         public std::enable_shared_from_this<ListStream> {
 public:
  struct Needs {
    EventLoop& loop;  ///< where a stream that rested goes on
    ListFeed& feed;
    ListEncoder& encoder;
  };

  ListStream(Needs needs, std::uint64_t number) : needs_(needs), number_(number) {}

  /// Sends the first list. `ended` is called once, from a gRPC thread, when all is over.
  void Begin(grpc::CallbackServerContext& context, std::function<void(ListStream&)> ended);

  /// Ends it with `status`, at once even when the peer does not read.
  void End(const grpc::Status& status);

  std::uint64_t number() const { return number_; }

 private:
  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

  /// Takes the newest list and writes it, or rests until the feed wakes us.
  void Pump();
  void FinishOnce(const grpc::Status& status);

  const Needs needs_;
  const std::uint64_t number_;
  std::function<void(ListStream&)> ended_;
  std::shared_ptr<ListStream> self_;  ///< gRPC's part in us, until OnDone
  grpc::CallbackServerContext* context_ = nullptr;

  Mutex mutex_;
  std::unique_ptr<ListFeed::Stream> feed_ DAVIT_GUARDED_BY(mutex_);
  grpc::ByteBuffer message_ DAVIT_GUARDED_BY(mutex_);
  bool writing_ DAVIT_GUARDED_BY(mutex_) = false;
  bool finished_ DAVIT_GUARDED_BY(mutex_) = false;
};

}  // namespace davit::kubelet
