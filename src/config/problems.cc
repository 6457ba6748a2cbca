// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/config/problems.h"

#include <algorithm>
#include <tuple>

#include <fmt/core.h>

namespace davit::config {

std::string Place(std::string_view file, Mark mark) {
  if (mark.line == 0) return std::string(file);
  return fmt::format("{}:{}:{}", file, mark.line, mark.column);
}

void Problems::Add(Mark mark, std::string_view what) {
  if (errors_.size() == kKept) {
    ++not_kept_;
  } else {
    errors_.push_back({mark, std::string(what)});
  }
}

void Problems::Warn(Mark mark, std::string_view what) {
  if (warnings_.size() < kKept) warnings_.push_back({mark, std::string(what)});
}

std::vector<Problems::Line> Problems::Sorted(std::vector<Line> lines) {
  std::stable_sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) {
    return std::tie(a.mark.line, a.mark.column) < std::tie(b.mark.line, b.mark.column);
  });
  return lines;
}

Result<> Problems::ToResult() const {
  if (ok()) return {};
  std::string message;
  const std::vector<Line> lines = Sorted(errors_);
  for (std::size_t i = 0; i < std::min(lines.size(), kShown); ++i) {
    if (i > 0) message += '\n';
    message += fmt::format("{}: {}", Place(file_, lines[i].mark), lines[i].what);
  }
  if (lines.size() > kShown) {
    message += fmt::format("\n{}: and {} more like these", file_, size() - kShown);
  }
  return Error{Code::kInvalidArgument, std::move(message)};
}

std::vector<std::string> Problems::Warnings() const {
  std::vector<std::string> lines;
  for (const Line& line : Sorted(warnings_)) {
    lines.push_back(fmt::format("{}: {}", Place(file_, line.mark), line.what));
  }
  return lines;
}

}  // namespace davit::config
