// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "davit/config.h"
#include "davit/result.h"

namespace davit::config {

/// "davit.yaml:3:5"; without the numbers where the mark is nowhere.
std::string Place(std::string_view file, Mark mark);

/// Everything that is wrong with one file, gathered so that a user sees all of it at once.
///
/// Each problem is one line, `what; expected …; how to mend it`, at its own place. A value.
class Problems {
 public:
  /// More than this many are counted, not shown.
  static constexpr std::size_t kShown = 20;
  /// More than this many are not even kept: a file may be wrong a million times.
  static constexpr std::size_t kKept = 1000;

  /// `file` names the text in messages.
  explicit Problems(std::string file) : file_(std::move(file)) {}

  const std::string& file() const { return file_; }
  bool ok() const { return errors_.empty(); }
  std::size_t size() const { return errors_.size() + not_kept_; }

  void Add(Mark mark, std::string_view what);
  /// What does not keep the file from being used.
  void Warn(Mark mark, std::string_view what);

  /// The problems so far as one error, a line each in the order of the file, or success.
  Result<> ToResult() const;
  /// The warnings so far, "file:line:column: what", in the order of the file.
  std::vector<std::string> Warnings() const;

 private:
  struct Line {
    Mark mark;
    std::string what;
  };
  static std::vector<Line> Sorted(std::vector<Line> lines);

  std::string file_;
  std::vector<Line> errors_;
  std::size_t not_kept_ = 0;
  std::vector<Line> warnings_;
};

}  // namespace davit::config
