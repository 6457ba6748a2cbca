// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/testing/fake_loop.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <list>
#include <utility>
#include <vector>

#include "davit/fd.h"
#include "src/base/check.h"
#include "src/base/mutex.h"

namespace davit::testing {
namespace {

constexpr int kEndlessRounds = 100'000;

struct Timer {
  SteadyTime due;
  EventLoop::Task task;
  bool live = true;
};

struct Watch {
  int fd = -1;
  EventLoop::Task task;
  bool live = true;
};

/// Marks its timer or watch dead; the loop drops it when it next looks.
template <class T>
class LiveHandle final : public EventLoop::Handle {
 public:
  explicit LiveHandle(std::shared_ptr<T> target) : target_(std::move(target)) {}
  ~LiveHandle() override { target_->live = false; }

 private:
  std::shared_ptr<T> target_;
};

}  // namespace

struct FakeLoop::Impl {
  explicit Impl(FakeClock* clock_in) : clock(clock_in != nullptr ? *clock_in : own_clock) {
    DAVIT_CHECK(wake.valid());
  }

  bool RunPosted() {
    std::deque<Task> tasks;
    {
      MutexLock lock(mutex);
      tasks.swap(posted);
    }
    for (Task& task : tasks) task();
    return !tasks.empty();
  }

  /// The live timer that is due first, of those at one time the oldest.
  std::shared_ptr<Timer> NextTimer() {
    timers.remove_if([](const auto& timer) { return !timer->live; });
    const auto next = std::min_element(
        timers.begin(), timers.end(), [](const auto& a, const auto& b) { return a->due < b->due; });
    return next == timers.end() ? nullptr : *next;
  }

  bool RunTimer() {
    const std::shared_ptr<Timer> timer = NextTimer();
    if (timer == nullptr || timer->due > clock.Now()) return false;
    timers.remove(timer);
    timer->task();
    return true;
  }

  /// Polls once, for at most `wait`, and runs the watches whose descriptors are readable.
  bool RunWatches(std::chrono::milliseconds wait) {
    watches.remove_if([](const auto& watch) { return !watch->live; });
    const std::vector<std::shared_ptr<Watch>> watched(watches.begin(), watches.end());
    std::vector<pollfd> polls = {{wake.get(), POLLIN, 0}};
    for (const auto& watch : watched) polls.push_back({watch->fd, POLLIN, 0});
    if (::poll(polls.data(), polls.size(), static_cast<int>(wait.count())) <= 0) return false;
    if (polls[0].revents != 0) {
      std::uint64_t count = 0;
      DAVIT_CHECK(::read(wake.get(), &count, sizeof count) == sizeof count);
    }
    bool ran = false;
    for (std::size_t i = 0; i < watched.size(); ++i) {
      DAVIT_CHECK((polls[i + 1].revents & POLLNVAL) == 0 || !watched[i]->live);
      if (polls[i + 1].revents == 0 || !watched[i]->live) continue;
      watched[i]->task();
      ran = true;
    }
    return ran;
  }

  FakeClock own_clock;
  FakeClock& clock;
  const UniqueFd wake{::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)};
  std::list<std::shared_ptr<Timer>> timers;  // in the order made
  std::list<std::shared_ptr<Watch>> watches;
  Mutex mutex;
  std::deque<Task> posted DAVIT_GUARDED_BY(mutex);
};

FakeLoop::FakeLoop() : impl_(std::make_unique<Impl>(nullptr)) {}
FakeLoop::FakeLoop(FakeClock& clock) : impl_(std::make_unique<Impl>(&clock)) {}
FakeLoop::~FakeLoop() = default;

void FakeLoop::Post(Task task) {
  {
    MutexLock lock(impl_->mutex);
    impl_->posted.push_back(std::move(task));
  }
  constexpr std::uint64_t kOne = 1;
  DAVIT_CHECK(::write(impl_->wake.get(), &kOne, sizeof kOne) == sizeof kOne);
}

std::unique_ptr<EventLoop::Handle> FakeLoop::After(std::chrono::nanoseconds delay, Task task) {
  auto timer = std::make_shared<Timer>(Timer{impl_->clock.Now() + delay, std::move(task)});
  impl_->timers.push_back(timer);
  return std::make_unique<LiveHandle<Timer>>(std::move(timer));
}

std::unique_ptr<EventLoop::Handle> FakeLoop::WatchReadable(int fd, Task task) {
  auto watch = std::make_shared<Watch>(Watch{fd, std::move(task)});
  impl_->watches.push_back(watch);
  return std::make_unique<LiveHandle<Watch>>(std::move(watch));
}

const Clock& FakeLoop::clock() const { return impl_->clock; }
FakeClock& FakeLoop::fake_clock() { return impl_->clock; }

void FakeLoop::RunPending() {
  for (int round = 0; round < kEndlessRounds; ++round) {
    bool ran = impl_->RunPosted();
    ran = impl_->RunTimer() || ran;
    ran = impl_->RunWatches(std::chrono::milliseconds(0)) || ran;
    if (!ran) return;
  }
  DAVIT_CHECK(!"what is due comes to an end");
}

void FakeLoop::Advance(std::chrono::nanoseconds by) {
  const SteadyTime end = impl_->clock.Now() + by;
  RunPending();
  while (const std::shared_ptr<Timer> timer = impl_->NextTimer()) {
    if (timer->due > end) break;
    impl_->clock.Advance(std::max(timer->due - impl_->clock.Now(), SteadyTime::duration(0)));
    RunPending();
  }
  impl_->clock.Advance(std::max(end - impl_->clock.Now(), SteadyTime::duration(0)));
  RunPending();
}

bool FakeLoop::RunUntil(const std::function<bool()>& done, std::chrono::milliseconds limit) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (true) {
    RunPending();
    if (done()) return true;
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) return false;
    impl_->RunWatches(left);
  }
}

}  // namespace davit::testing
