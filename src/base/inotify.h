// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "davit/fd.h"
#include "davit/result.h"

namespace davit {

/// File-system notices from the kernel (inotify(7)) without a thread: the owner polls fd() and
/// calls Drain. Not thread-safe; one owner.
class Inotify {
 public:
  struct Event {
    int watch = -1;
    std::uint32_t mask = 0;  ///< IN_* bits; IN_Q_OVERFLOW comes with watch -1
    std::string name;        ///< the entry in a watched directory, or empty
  };

  /// Errors: kResourceExhausted when the user's inotify instances are used up.
  static Result<Inotify> Create();

  int fd() const { return fd_.get(); }

  /// Watches a path (as this process sees it). The same path twice yields the same watch.
  /// Errors: kNotFound, kPermissionDenied, kResourceExhausted (max_user_watches).
  Result<int> Add(const std::string& path, std::uint32_t mask);
  void Remove(int watch);

  /// Hands every pending event to `handle`; never blocks. Errors: kUnavailable when the
  /// descriptor is broken.
  Result<> Drain(const std::function<void(const Event&)>& handle);

 private:
  explicit Inotify(UniqueFd fd) : fd_(std::move(fd)) {}

  UniqueFd fd_;
};

}  // namespace davit
