// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/plugin/health_report.h"

#include <string>
#include <unordered_map>
#include <utility>

namespace davit {
namespace {

/// The devices of a table that was made for another layout, by what they are.
class Former {
 public:
  Former(const ResourceTable* before, const ResourceTable& after) : before_(before) {
    if (before == nullptr || before->layout == after.layout) return;
    for (std::size_t i = 0; i < before->parts.size(); ++i) {
      const Layout::Part& part = before->layout->parts[i];
      index_.emplace(part.selection->backend + '\0' + part.device.value, i);
    }
    by_name_ = true;
  }

  const PartState* Of(std::size_t i, const Layout::Part& part) const {
    if (before_ == nullptr) return nullptr;
    if (!by_name_) return &before_->parts[i];
    const auto found = index_.find(part.selection->backend + '\0' + part.device.value);
    return found == index_.end() ? nullptr : &before_->parts[found->second];
  }

 private:
  const ResourceTable* before_;
  bool by_name_ = false;
  std::unordered_map<std::string, std::size_t> index_;
};

std::pair<std::size_t, std::string> LeavingOf(const ResourceTable* table) {
  std::pair<std::size_t, std::string> leaving;
  if (table == nullptr) return leaving;
  for (const Slot& slot : table->layout->slots) {
    if (slot.leaving && leaving.first++ == 0) leaving.second = slot.id;
  }
  return leaving;
}

}  // namespace

void ReportHealth(ChangeLog& changes, const ResourceTable* before, const ResourceTable& after) {
  const Former former(before, after);
  int lines = 0;
  int uncounted = 0;
  for (std::size_t i = 0; i < after.parts.size(); ++i) {
    const Layout::Part& part = after.layout->parts[i];
    const PartState& now = after.parts[i];
    const PartState* was = former.Of(i, part);
    const bool was_healthy = was == nullptr || was->healthy;
    if (now.healthy == was_healthy && (was == nullptr || now.reason == was->reason)) continue;
    if (++lines > kMostLines) {
      ++uncounted;
      continue;
    }
    const std::string key = "health/" + after.resource + "/" + part.device.value;
    const std::string what = after.resource + ": device \"" + part.device.value + "\" is ";
    if (now.healthy) {
      changes.Clear(key, what + "Healthy again");
    } else {
      changes.Report(key, LogLevel::kWarning, what + "Unhealthy: " + now.reason);
    }
  }
  const std::string rest = "health/" + after.resource;
  changes.Clear(rest);
  if (uncounted > 0) {
    changes.Report(rest, LogLevel::kWarning,
                   after.resource + ": " + std::to_string(uncounted) +
                       " more devices changed their health at the same time");
  }

  if (before != nullptr && before->layout == after.layout) return;
  const auto [count, first] = LeavingOf(&after);
  if (LeavingOf(before).first == count) return;
  const std::string key = "leaving/" + after.resource;
  if (count == 0) {
    changes.Clear(key, after.resource + ": the ids that were to go have gone, or are wanted again");
  } else {
    changes.Report(key, LogLevel::kInfo,
                   after.resource + ": " + std::to_string(count) + " ids (\"" + first +
                       "\" first) are Unhealthy and go when no pod holds them");
  }
}

}  // namespace davit
