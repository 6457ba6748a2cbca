// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/base/asio_loop.h"

#include <utility>

#include <asio/error.hpp>
#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <asio/post.hpp>
#include <asio/signal_set.hpp>
#include <asio/steady_timer.hpp>

#include "src/base/check.h"

namespace davit {
namespace {

// Each handle shares its state with the operation that Asio has under way. A completion that was
// already queued when the handle went away finds `live` false and does nothing; the task itself is
// destroyed with the last of the two, so it may destroy its own handle while it runs.

struct Timer {
  explicit Timer(asio::io_context& io) : timer(io) {}

  asio::steady_timer timer;
  EventLoop::Task task;
  bool live = true;
};

class TimerHandle final : public EventLoop::Handle {
 public:
  explicit TimerHandle(std::shared_ptr<Timer> timer) : timer_(std::move(timer)) {}
  ~TimerHandle() override {
    timer_->live = false;
    timer_->timer.cancel();
  }

 private:
  std::shared_ptr<Timer> timer_;
};

struct Watch {
  explicit Watch(asio::io_context& io) : descriptor(io) {}

  asio::posix::stream_descriptor descriptor;
  EventLoop::Task task;
  bool live = true;
};

void WaitReadable(const std::shared_ptr<Watch>& watch) {
  watch->descriptor.async_wait(asio::posix::stream_descriptor::wait_read,
                               [watch](const asio::error_code& error) {
                                 if (!watch->live || error == asio::error::operation_aborted) {
                                   return;
                                 }
                                 // A file that cannot be polled (a regular one) is our mistake.
                                 DAVIT_CHECK(!error);
                                 watch->task();
                                 if (watch->live) WaitReadable(watch);
                               });
}

class WatchHandle final : public EventLoop::Handle {
 public:
  explicit WatchHandle(std::shared_ptr<Watch> watch) : watch_(std::move(watch)) {}
  ~WatchHandle() override {
    watch_->live = false;
    watch_->descriptor.release();  // the descriptor stays open: it is the caller's
  }

 private:
  std::shared_ptr<Watch> watch_;
};

struct Signals {
  Signals(asio::io_context& io, int signal) : set(io, signal) {}

  asio::signal_set set;
  std::function<void(int)> task;
  bool live = true;
};

void WaitSignal(const std::shared_ptr<Signals>& signals) {
  signals->set.async_wait([signals](const asio::error_code& error, int signal) {
    if (!signals->live || error) return;
    signals->task(signal);
    if (signals->live) WaitSignal(signals);
  });
}

class SignalHandle final : public EventLoop::Handle {
 public:
  explicit SignalHandle(std::shared_ptr<Signals> signals) : signals_(std::move(signals)) {}
  ~SignalHandle() override {
    signals_->live = false;
    asio::error_code ignored;
    signals_->set.cancel(ignored);  // ends the wait, which holds the set
    signals_->set.clear(ignored);
  }

 private:
  std::shared_ptr<Signals> signals_;
};

}  // namespace

struct AsioLoop::Impl {
  asio::io_context io;
  asio::executor_work_guard<asio::io_context::executor_type> work{io.get_executor()};
  SystemClock clock;
};

AsioLoop::AsioLoop() : impl_(std::make_unique<Impl>()) {}
AsioLoop::~AsioLoop() = default;

void AsioLoop::Post(Task task) { asio::post(impl_->io, std::move(task)); }

std::unique_ptr<EventLoop::Handle> AsioLoop::After(std::chrono::nanoseconds delay, Task task) {
  auto timer = std::make_shared<Timer>(impl_->io);
  timer->task = std::move(task);
  timer->timer.expires_after(delay);
  timer->timer.async_wait([timer](const asio::error_code& error) {
    if (timer->live && !error) timer->task();
  });
  return std::make_unique<TimerHandle>(std::move(timer));
}

std::unique_ptr<EventLoop::Handle> AsioLoop::WatchReadable(int fd, Task task) {
  auto watch = std::make_shared<Watch>(impl_->io);
  watch->task = std::move(task);
  asio::error_code error;
  watch->descriptor.assign(fd, error);
  DAVIT_CHECK(!error);
  WaitReadable(watch);
  return std::make_unique<WatchHandle>(std::move(watch));
}

std::unique_ptr<EventLoop::Handle> AsioLoop::WatchSignal(int signal,
                                                         std::function<void(int)> task) {
  auto signals = std::make_shared<Signals>(impl_->io, signal);
  signals->task = std::move(task);
  WaitSignal(signals);
  return std::make_unique<SignalHandle>(std::move(signals));
}

const Clock& AsioLoop::clock() const { return impl_->clock; }

void AsioLoop::Run() { impl_->io.run(); }

void AsioLoop::Stop() { impl_->io.stop(); }

}  // namespace davit
