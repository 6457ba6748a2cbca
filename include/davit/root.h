// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <sys/stat.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "davit/fd.h"
#include "davit/result.h"

namespace davit {

/// The machine's file tree as seen from here: "/" on the host, "/host" in a container, a temporary
/// tree in a test. Every path given and returned is the host's own absolute path; only InRoot
/// tells where this process sees it.
///
/// No path leads out of the root: opens go through openat2(RESOLVE_IN_ROOT), so that symbolic
/// links inside the tree resolve as the host would resolve them (fallback: a tested component
/// walk, where the kernel has no openat2). A value; thread-safe; every call may block on the disk.
/// Errors: kNotFound, kPermissionDenied, kInvalidArgument (path not absolute), kUnavailable (the
/// kernel's other refusals), each naming the host path.
class Root {
 public:
  /// `prefix`: where the host's "/" is seen.
  explicit Root(std::string prefix = "/");

  const std::string& prefix() const { return prefix_; }

  /// Where this process sees `path`, by text alone: links are not followed, ".." stops at the root.
  /// For inotify and messages, not for opening.
  std::string InRoot(std::string_view path) const;

  /// Opens below the root; O_CLOEXEC is added. REQUIRES: no O_CREAT.
  Result<UniqueFd> Open(std::string_view path, int flags) const;

  /// The first `limit` bytes of a small file, trailing white space removed.
  /// Errors: kResourceExhausted when the file is longer.
  Result<std::string> ReadText(std::string_view path, std::size_t limit = 65536) const;

  /// The names in a directory, sorted by byte, without "." and "..".
  Result<std::vector<std::string>> List(std::string_view path) const;

  /// The status of what `path` leads to, and of the last link itself.
  Result<struct stat> Stat(std::string_view path) const;
  Result<struct stat> Lstat(std::string_view path) const;

  /// The text of a symbolic link.
  Result<std::string> ReadLink(std::string_view path) const;

  /// The host path behind all links.
  Result<std::string> Resolve(std::string_view path) const;

  /// Host paths that match a pattern, sorted: `*`, `?`, `[…]` and `\` as Go's filepath.Glob reads
  /// them (no `**`, no braces; a directory that cannot be read matches nothing).
  /// Errors: kInvalidArgument when the pattern is malformed.
  Result<std::vector<std::string>> Glob(std::string_view pattern) const;

 private:
  std::string prefix_;
};

}  // namespace davit
