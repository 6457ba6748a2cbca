// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "davit/clock.h"

namespace davit {

/// The one thread that owns the daemon's mutable state: timers, descriptors, signals, and tasks
/// posted from elsewhere. Nothing that blocks may run on it.
///
/// Post and Stop are thread-safe; everything else is called on the loop's thread, or before Run.
/// AsioLoop (asio_loop.h) is the real one; testing::FakeLoop runs under a test's hand.
class EventLoop {
 public:
  using Task = std::function<void()>;

  /// Something that goes on until it is destroyed. Destroyed on the loop's thread, its task never
  /// runs again, not even when it was already due.
  class Handle {
   public:
    virtual ~Handle() = default;
  };

  virtual ~EventLoop() = default;

  /// Runs `task` soon on the loop's thread, in the order posted.
  virtual void Post(Task task) = 0;

  /// Runs `task` once, `delay` from now, unless the handle is destroyed before.
  [[nodiscard]] virtual std::unique_ptr<Handle> After(std::chrono::nanoseconds delay,
                                                      Task task) = 0;

  /// Runs `task` whenever `fd` is readable (level triggered). The caller keeps `fd` open for as
  /// long as the handle lives.
  [[nodiscard]] virtual std::unique_ptr<Handle> WatchReadable(int fd, Task task) = 0;

  /// The loop's time.
  virtual const Clock& clock() const = 0;
};

}  // namespace davit
