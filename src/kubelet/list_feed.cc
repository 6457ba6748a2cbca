// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/kubelet/list_feed.h"

#include <set>
#include <utility>

namespace davit::kubelet {

/// Shared by the feed and its streams.
struct ListFeed::State {
  struct Subscriber {
    std::function<void()> wake;
    std::uint64_t taken = 0;  ///< the version of the list that it has
    bool waits = false;       ///< Take found nothing new since the last wake-up
  };

  Mutex mutex;
  SharedDeviceList list DAVIT_GUARDED_BY(mutex);
  std::uint64_t version DAVIT_GUARDED_BY(mutex) = 0;  ///< 0: nothing was published
  std::set<Subscriber*> subscribers DAVIT_GUARDED_BY(mutex);
};

class ListFeed::Subscription final : public ListFeed::Stream {
 public:
  Subscription(std::shared_ptr<State> state, std::function<void()> wake)
      : state_(std::move(state)) {
    subscriber_.wake = std::move(wake);
    const MutexLock lock(state_->mutex);
    state_->subscribers.insert(&subscriber_);
  }
  ~Subscription() override {
    // Publish wakes under the same lock: once it is ours no wake-up is under way, none comes after.
    const MutexLock lock(state_->mutex);
    state_->subscribers.erase(&subscriber_);
  }
  Subscription(const Subscription&) = delete;
  Subscription& operator=(const Subscription&) = delete;

  SharedDeviceList Take() override {
    const MutexLock lock(state_->mutex);
    if (subscriber_.taken == state_->version) {
      subscriber_.waits = true;
      return nullptr;
    }
    subscriber_.taken = state_->version;
    subscriber_.waits = false;
    return state_->list;
  }

 private:
  const std::shared_ptr<State> state_;
  State::Subscriber subscriber_;  // guarded by state_->mutex
};

ListFeed::ListFeed() : state_(std::make_shared<State>()) {}
ListFeed::~ListFeed() = default;

void ListFeed::Publish(SharedDeviceList list) {
  const MutexLock lock(state_->mutex);
  if (list == nullptr) return;
  if (state_->list != nullptr && *state_->list == *list) return;
  state_->list = std::move(list);
  ++state_->version;
  for (State::Subscriber* const subscriber : state_->subscribers) {
    if (std::exchange(subscriber->waits, false)) subscriber->wake();
  }
}

SharedDeviceList ListFeed::current() const {
  const MutexLock lock(state_->mutex);
  return state_->list;
}

std::unique_ptr<ListFeed::Stream> ListFeed::Open(std::function<void()> wake) {
  return std::make_unique<Subscription>(state_, std::move(wake));
}

}  // namespace davit::kubelet
