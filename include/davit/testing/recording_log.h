// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "davit/log.h"

namespace davit::testing {

/// Keeps every line for a test to look at. Thread-safe.
class RecordingLog final : public Log {
 public:
  struct Line {
    LogLevel level = LogLevel::kInfo;
    std::string text;

    friend bool operator==(const Line&, const Line&) = default;
  };

  RecordingLog();
  ~RecordingLog() override;

  void Write(LogLevel level, std::string_view line) override;

  std::vector<Line> lines() const;
  /// How many lines hold `part`.
  int Count(std::string_view part) const;
  /// Blocks until a line holds `part`; false when none came in `limit` of real time.
  bool WaitFor(std::string_view part,
               std::chrono::milliseconds limit = std::chrono::seconds(10)) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace davit::testing
