// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/plugin/assignment_book.h"

#include <utility>

namespace davit {

bool AssignmentBook::Update(Lines lines) {
  if (lines == newest_.lines) return false;
  const std::uint64_t number = ++newest_.number;
  std::map<DeviceId, std::uint64_t> changed_at;
  for (const auto& [device, line] : lines) {
    const auto before = newest_.lines.find(device);
    const bool same = before != newest_.lines.end() && before->second == line;
    changed_at.emplace(device, same ? changed_at_.at(device) : number);
  }
  changed_at_ = std::move(changed_at);
  newest_.lines = std::move(lines);
  return true;
}

std::optional<std::uint64_t> AssignmentBook::ChangedAt(const DeviceId& device) const {
  const auto found = changed_at_.find(device);
  if (found == changed_at_.end()) return std::nullopt;
  return found->second;
}

}  // namespace davit
