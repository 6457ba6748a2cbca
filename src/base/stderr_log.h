// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <memory>
#include <string_view>

#include "davit/log.h"

namespace davit {

enum class LogFormat { kText, kJson };

/// Lines on stderr with the time in UTC: as text ("2026-01-31T12:00:00.123Z warning …") or one
/// JSON object each (time, level, message). Control characters and broken UTF-8 are escaped, so
/// that one Write is one line. Thread-safe.
class StderrLog final : public Log {
 public:
  /// Lines below `level` are dropped.
  explicit StderrLog(LogLevel level = LogLevel::kInfo, LogFormat format = LogFormat::kText);
  ~StderrLog() override;

  void Write(LogLevel level, std::string_view line) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace davit
