// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "davit/testing/recording_log.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>

namespace davit::testing {

struct RecordingLog::Impl {
  long CountLocked(std::string_view part) const {
    return std::count_if(lines.begin(), lines.end(), [&](const Line& line) {
      return line.text.find(part) != std::string::npos;
    });
  }

  mutable std::mutex mutex;
  mutable std::condition_variable grew;
  std::vector<Line> lines;
};

RecordingLog::RecordingLog() : impl_(std::make_unique<Impl>()) {}
RecordingLog::~RecordingLog() = default;

void RecordingLog::Write(LogLevel level, std::string_view line) {
  const std::scoped_lock lock(impl_->mutex);
  impl_->lines.push_back({level, std::string(line)});
  impl_->grew.notify_all();
}

std::vector<RecordingLog::Line> RecordingLog::lines() const {
  const std::scoped_lock lock(impl_->mutex);
  return impl_->lines;
}

int RecordingLog::Count(std::string_view part) const {
  const std::scoped_lock lock(impl_->mutex);
  return static_cast<int>(impl_->CountLocked(part));
}

bool RecordingLog::WaitFor(std::string_view part, std::chrono::milliseconds limit) const {
  std::unique_lock lock(impl_->mutex);
  return impl_->grew.wait_for(lock, limit, [&] { return impl_->CountLocked(part) > 0; });
}

}  // namespace davit::testing
