// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "davit/result.h"

namespace davit {

/// Small versioned files that survive a restart. Thread-safe; blocks on the disk.
class StateDir {
 public:
  virtual ~StateDir() = default;

  /// The whole file, or nothing when there is none.
  virtual Result<std::optional<std::string>> Read(std::string_view name) const = 0;
  /// Replaces the file: temporary file, fsync, rename.
  virtual Result<> Write(std::string_view name, std::string_view content) = 0;
};

}  // namespace davit
