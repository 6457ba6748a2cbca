// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <chrono>

namespace davit {

using SteadyTime = std::chrono::steady_clock::time_point;
using WallTime = std::chrono::system_clock::time_point;

/// What time it is. Injected wherever time decides anything, so that tests move it by hand
/// (testing::FakeClock). Implementations are thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;

  /// Monotonic time: intervals and deadlines.
  virtual SteadyTime Now() const = 0;
  /// Calendar time: what people and files read.
  virtual WallTime WallNow() const = 0;
};

/// The machine's own clocks.
class SystemClock final : public Clock {
 public:
  SteadyTime Now() const override { return std::chrono::steady_clock::now(); }
  WallTime WallNow() const override { return std::chrono::system_clock::now(); }
};

}  // namespace davit
