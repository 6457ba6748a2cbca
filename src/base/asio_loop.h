// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <functional>
#include <memory>

#include "src/base/event_loop.h"

namespace davit {

/// The event loop over standalone Asio, with signals. Asio stays in the .cc.
class AsioLoop final : public EventLoop {
 public:
  AsioLoop();
  ~AsioLoop() override;

  void Post(Task task) override;
  [[nodiscard]] std::unique_ptr<Handle> After(std::chrono::nanoseconds delay, Task task) override;
  [[nodiscard]] std::unique_ptr<Handle> WatchReadable(int fd, Task task) override;
  const Clock& clock() const override;

  /// Runs `task(signal)` on the loop for every delivery of `signal`.
  [[nodiscard]] std::unique_ptr<Handle> WatchSignal(int signal, std::function<void(int)> task);

  /// Runs until Stop. Called by the thread that owns the loop, once.
  void Run();
  /// Makes Run return after the task at hand. Thread-safe.
  void Stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace davit
