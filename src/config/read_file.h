// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <string>
#include <vector>

#include "davit/result.h"

namespace davit::config {

/// A configuration file as it lay on the disk.
struct FileText {
  std::string text;
  std::vector<std::string> warnings;  ///< "path: writable by others …", one line each
};

/// Reads a whole configuration file, with limits: a regular file (or a link to one; a FIFO or
/// device is not even waited for), no longer than kMaxConfigBytes, UTF-8. Blocks on the disk.
///
/// `path` is as this process sees it. Errors, each naming the path: kNotFound (no such file),
/// kPermissionDenied, kInvalidArgument (a directory, no regular file, too long, not UTF-8), else
/// what the kernel said.
Result<FileText> ReadConfigFile(const std::string& path);

}  // namespace davit::config
