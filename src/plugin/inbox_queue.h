// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <utility>

#include "davit/fd.h"
#include "davit/inbox.h"
#include "davit/result.h"
#include "src/base/mutex.h"

namespace davit {

/// The inbox of a backend on a thread of this process: a queue and an eventfd.
///
/// Push is thread-safe; Take belongs to the backend's thread. Bounded against a backend that does
/// not read: of several Assignments the newest stays, and more than kMostUevents waiting uevents
/// become one "overflow", which tells the backend to look at everything again.
class InboxQueue final : public Inbox {
 public:
  static constexpr std::size_t kMostUevents = 256;

  /// Errors: kResourceExhausted when the process has no descriptor left.
  static Result<std::unique_ptr<InboxQueue>> Create();

  void Push(Order order);

  int fd() const override { return event_.get(); }
  std::optional<Order> Take() override;

 private:
  explicit InboxQueue(UniqueFd event) : event_(std::move(event)) {}

  void PushUevent(Order order) DAVIT_REQUIRES(mutex_);

  const UniqueFd event_;
  Mutex mutex_;
  std::deque<Order> orders_ DAVIT_GUARDED_BY(mutex_);
  std::size_t uevents_ DAVIT_GUARDED_BY(mutex_) = 0;
};

}  // namespace davit
