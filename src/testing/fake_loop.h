// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

#include "davit/testing/fake_clock.h"
#include "src/base/event_loop.h"

namespace davit::testing {

/// An event loop under a test's hand: nothing runs but in RunPending, Advance and RunUntil, on the
/// thread that calls them. Post is thread-safe.
class FakeLoop final : public EventLoop {
 public:
  /// With a clock of its own, or with one that outlives it.
  FakeLoop();
  explicit FakeLoop(FakeClock& clock);
  ~FakeLoop() override;

  void Post(Task task) override;
  [[nodiscard]] std::unique_ptr<Handle> After(std::chrono::nanoseconds delay, Task task) override;
  [[nodiscard]] std::unique_ptr<Handle> WatchReadable(int fd, Task task) override;
  const Clock& clock() const override;
  FakeClock& fake_clock();

  /// Runs what is due now (posted tasks, timers, watches of readable descriptors) and what comes of
  /// it, until nothing is. Aborts when that does not end (a watch whose task does not read).
  void RunPending();

  /// Moves the clock, stopping at every timer on the way to run it and what comes of it.
  void Advance(std::chrono::nanoseconds by);

  /// Runs what is due, waiting in real time for other threads' posts and for descriptors, until
  /// `done`; false when `limit` of real time passed first. The clock stands.
  bool RunUntil(const std::function<bool()>& done,
                std::chrono::milliseconds limit = std::chrono::seconds(10));

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace davit::testing
