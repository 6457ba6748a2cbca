// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <string>
#include <string_view>

#include "davit/fd.h"

namespace davit {

/// Opening a path so that it cannot lead out of a directory: absolute paths, absolute symbolic
/// links and ".." all stay below `root_fd`, as if a process had been chroot-ed there. Two ways that
/// answer alike; Root takes the first that the kernel has. O_CLOEXEC is added; nothing is created.

/// A descriptor, or the errno that says why there is none.
struct OpenedPath {
  UniqueFd fd;
  int error = 0;
  std::string path;  ///< by OpenByWalk: the host path behind all links
};

/// By openat2(2) with RESOLVE_IN_ROOT. `error` is ENOSYS where the kernel, or a seccomp filter that
/// answers EPERM to what it does not know, has no openat2.
OpenedPath OpenByKernel(int root_fd, std::string_view path, int flags);

/// Component by component. Never follows the kernel's magic links (/proc/self/fd/N).
OpenedPath OpenByWalk(int root_fd, std::string_view path, int flags);

}  // namespace davit
