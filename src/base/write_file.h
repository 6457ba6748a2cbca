// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

#include "davit/result.h"

namespace davit {

/// Replaces a file at once: a temporary file beside it, fsync, rename, fsync of the directory. A
/// reader sees the old content or the new one. Blocks on the disk.
/// Errors: as ErrnoError, naming the path; the old file then stands.
Result<> WriteFile(const std::string& path, std::string_view content, mode_t mode = 0644);

/// The whole of a file that is not below a Root (a config, a state file). Blocks on the disk.
/// Errors: kNotFound, kPermissionDenied, kFailedPrecondition (a directory), kResourceExhausted
/// (longer than `limit`), kUnavailable.
Result<std::string> ReadFile(const std::string& path, std::size_t limit);

}  // namespace davit
