// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <string>
#include <utility>

#include "davit/state_dir.h"

namespace davit {

/// State files in one directory, which is made (mode 0700) when the first file is written.
/// Thread-safe.
class FileStateDir final : public StateDir {
 public:
  explicit FileStateDir(std::string path) : path_(std::move(path)) {}

  /// Errors: kInvalidArgument (a name with "/" or a leading "."), kResourceExhausted (over 16 MiB),
  /// else as ReadFile and WriteFile.
  Result<std::optional<std::string>> Read(std::string_view name) const override;
  Result<> Write(std::string_view name, std::string_view content) override;

 private:
  Result<std::string> PathOf(std::string_view name) const;

  const std::string path_;
};

}  // namespace davit
