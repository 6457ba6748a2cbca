// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>

#include "davit/result.h"
#include "davit/root.h"
#include "src/base/inotify.h"

namespace davit::generic {

/// inotify watches on a changing set of host directories. Not thread-safe. `root` outlives it.
class DirectoryWatches {
 public:
  /// Errors: kResourceExhausted when the user's inotify instances are used up.
  static Result<DirectoryWatches> Create(const Root& root);

  /// Readable when something happened.
  int fd() const { return inotify_.fd(); }

  /// Watches these and no others. Returns whether any of them is watched only from now on: what
  /// was looked at before may have changed since.
  /// Errors: kResourceExhausted or kPermissionDenied naming the first directory that cannot be
  /// watched; all others are. One that is not there (any more) is left out without an error.
  Result<bool> Watch(const std::set<std::string>& directories);

  /// Takes all that happened. Returns whether anything did. Where the kernel lost notices, none of
  /// the directories is watched any more until the next Watch.
  /// Errors: kUnavailable when no notice will come any more.
  Result<bool> Drain();

 private:
  DirectoryWatches(const Root& root, Inotify inotify) : root_(root), inotify_(std::move(inotify)) {}

  const Root& root_;
  Inotify inotify_;
  std::map<std::string, int> watches_;
};

}  // namespace davit::generic
