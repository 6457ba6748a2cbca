// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <functional>
#include <future>
#include <thread>

#include "src/base/asio_loop.h"

namespace davit {

/// An event loop with a thread of its own, for as long as it lives.
class LoopThread {
 public:
  LoopThread() : thread_([this] { loop_.Run(); }) {}
  ~LoopThread() {
    loop_.Stop();
    thread_.join();
  }

  EventLoop& loop() { return loop_; }

  /// Runs `task` on the loop and waits for it.
  void Do(const std::function<void()>& task) {
    std::promise<void> done;
    loop_.Post([&] {
      task();
      done.set_value();
    });
    done.get_future().wait();
  }

 private:
  AsioLoop loop_;
  std::thread thread_;
};

}  // namespace davit
