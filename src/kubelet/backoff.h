// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <random>

namespace davit::kubelet {

/// Waiting times that double up to a cap, each a little less by chance so that the plugins of a
/// node do not call in step.
class Backoff {
 public:
  struct Range {
    std::chrono::milliseconds first;
    std::chrono::milliseconds cap;
  };

  Backoff(Range range, std::uint32_t seed) : range_(range), random_(seed), next_(range.first) {}

  /// The time to wait now, between 80 % and the whole of it; the next one is twice as long.
  std::chrono::milliseconds Next() {
    const std::chrono::milliseconds full = next_;
    next_ = std::min(next_ * 2, range_.cap);
    return full * std::uniform_int_distribution<int>(80, 100)(random_) / 100;
  }

  void Reset() { next_ = range_.first; }

 private:
  const Range range_;
  std::minstd_rand random_;
  std::chrono::milliseconds next_;
};

}  // namespace davit::kubelet
