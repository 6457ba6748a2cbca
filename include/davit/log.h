// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <string_view>

namespace davit {

enum class LogLevel { kDebug, kInfo, kWarning, kError };

/// Where lines for the operator go. One line per change of state, never one per look at it (see
/// ChangeLog in src/base/change_log.h for what must be reminded). Control bytes are escaped by the
/// implementation. Thread-safe.
class Log {
 public:
  virtual ~Log() = default;

  virtual void Write(LogLevel level, std::string_view line) = 0;

  void Debug(std::string_view line) { Write(LogLevel::kDebug, line); }
  void Info(std::string_view line) { Write(LogLevel::kInfo, line); }
  void Warning(std::string_view line) { Write(LogLevel::kWarning, line); }
  void Error(std::string_view line) { Write(LogLevel::kError, line); }
};

}  // namespace davit
