// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <map>
#include <string>

#include "davit/clock.h"
#include "davit/log.h"
#include "src/base/mutex.h"

namespace davit {

/// Says each thing once: a line is written when the text under its key differs from the last one
/// written there, and a lasting warning or error is reminded at most every ten minutes.
///
/// Thread-safe. `log` and `clock` outlive it.
class ChangeLog {
 public:
  ChangeLog(Log& log, const Clock& clock) : log_(log), clock_(clock) {}

  /// Writes `line` if it is news under `key`.
  void Report(const std::string& key, LogLevel level, const std::string& line);

  /// The same for a line whose wording varies while nothing does: news is another `matter`.
  void Report(const std::string& key, LogLevel level, const std::string& line,
              const std::string& matter);

  /// The matter under `key` is over: writes `line` (unless empty) if anything had been reported,
  /// and forgets the key, so that the next report is news again.
  void Clear(const std::string& key, const std::string& line = {});

 private:
  struct Entry {
    std::string matter;
    SteadyTime written;
  };

  Log& log_;
  const Clock& clock_;
  Mutex mutex_;
  std::map<std::string, Entry> entries_ DAVIT_GUARDED_BY(mutex_);
};

}  // namespace davit
