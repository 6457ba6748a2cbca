// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/base/change_log.h"

namespace davit {
namespace {

constexpr std::chrono::minutes kReminder{10};

}  // namespace

void ChangeLog::Report(const std::string& key, LogLevel level, const std::string& line) {
  Report(key, level, line, line);
}

void ChangeLog::Report(const std::string& key, LogLevel level, const std::string& line,
                       const std::string& matter) {
  const SteadyTime now = clock_.Now();
  {
    MutexLock lock(mutex_);
    const auto [it, is_new] = entries_.try_emplace(key);
    Entry& entry = it->second;
    const bool lasting_fault = level == LogLevel::kWarning || level == LogLevel::kError;
    const bool due = lasting_fault && now - entry.written >= kReminder;
    if (!is_new && entry.matter == matter && !due) return;
    entry = {matter, now};
  }
  log_.Write(level, line);
}

void ChangeLog::Clear(const std::string& key, const std::string& line) {
  {
    MutexLock lock(mutex_);
    if (entries_.erase(key) == 0 || line.empty()) return;
  }
  log_.Info(line);
}

}  // namespace davit
