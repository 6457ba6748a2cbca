// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/plugin/inbox_queue.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <variant>

namespace davit {

Result<std::unique_ptr<InboxQueue>> InboxQueue::Create() {
  UniqueFd event(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (event.get() < 0) return ErrnoError("making an inbox", errno);
  return std::unique_ptr<InboxQueue>(new InboxQueue(std::move(event)));
}

void InboxQueue::Push(Order order) {
  const MutexLock lock(mutex_);
  if (std::holds_alternative<order::Uevent>(order)) {
    PushUevent(std::move(order));
  } else {
    if (std::holds_alternative<order::Assignment>(order)) {
      std::erase_if(orders_, [](const Order& waiting) {
        return std::holds_alternative<order::Assignment>(waiting);
      });
    }
    orders_.push_back(std::move(order));
  }
  const std::uint64_t one = 1;
  // Cannot fail but for a full counter, and then the descriptor is readable as it should be.
  [[maybe_unused]] const ssize_t written = write(event_.get(), &one, sizeof one);
}

void InboxQueue::PushUevent(Order order) {
  if (uevents_ < kMostUevents) {
    orders_.push_back(std::move(order));
    ++uevents_;
    return;
  }
  std::erase_if(
      orders_, [](const Order& waiting) { return std::holds_alternative<order::Uevent>(waiting); });
  orders_.emplace_back(order::Uevent{.action = "overflow", .subsystem = {}, .devpath = {}});
  uevents_ = 1;
}

std::optional<Order> InboxQueue::Take() {
  const MutexLock lock(mutex_);
  if (orders_.empty()) return std::nullopt;
  Order order = std::move(orders_.front());
  orders_.pop_front();
  if (std::holds_alternative<order::Uevent>(order)) --uevents_;
  if (orders_.empty()) {
    std::uint64_t count = 0;
    [[maybe_unused]] const ssize_t got = read(event_.get(), &count, sizeof count);
  }
  return order;
}

}  // namespace davit
