// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <atomic>
#include <chrono>

#include "davit/clock.h"

namespace davit::testing {

/// A clock that stands still until a test moves it. Both times move together. Thread-safe.
class FakeClock final : public Clock {
 public:
  /// Starts on 2026-01-01, an hour after the machine's start.
  FakeClock() = default;

  SteadyTime Now() const override { return SteadyTime(std::chrono::hours(1) + passed()); }
  WallTime WallNow() const override {
    using std::chrono::sys_days;
    using std::chrono::year;
    constexpr sys_days kStart = year(2026) / 1 / 1;
    return kStart + std::chrono::duration_cast<WallTime::duration>(passed());
  }

  void Advance(std::chrono::nanoseconds by) { passed_ += by.count(); }

 private:
  std::chrono::nanoseconds passed() const { return std::chrono::nanoseconds(passed_.load()); }

  std::atomic<std::chrono::nanoseconds::rep> passed_ = 0;
};

}  // namespace davit::testing
