// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/backends/generic/directory_watches.h"

#include <sys/inotify.h>

#include <algorithm>
#include <optional>

namespace davit::generic {
namespace {

constexpr std::uint32_t kMask = IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO |
                                IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR | IN_EXCL_UNLINK;
constexpr std::uint32_t kGone = IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED | IN_UNMOUNT;

}  // namespace

Result<DirectoryWatches> DirectoryWatches::Create(const Root& root) {
  ASSIGN_OR_RETURN(Inotify inotify, Inotify::Create());
  return DirectoryWatches(root, std::move(inotify));
}

Result<bool> DirectoryWatches::Watch(const std::set<std::string>& directories) {
  for (auto it = watches_.begin(); it != watches_.end();) {
    if (directories.contains(it->first)) {
      ++it;
      continue;
    }
    const int watch = it->second;
    it = watches_.erase(it);
    const bool shared =
        std::ranges::any_of(watches_, [&](const auto& other) { return other.second == watch; });
    if (!shared) inotify_.Remove(watch);
  }
  bool added = false;
  std::optional<Error> failed;
  for (const std::string& directory : directories) {
    if (watches_.contains(directory)) continue;
    auto watch = inotify_.Add(root_.InRoot(directory), kMask);
    if (watch.ok()) {
      watches_.emplace(directory, *watch);
      added = true;
    } else if (watch.error().code != Code::kNotFound && !failed) {
      failed = Annotate("watching " + directory, std::move(watch).error());
    }
  }
  if (failed) return *failed;
  return added;
}

Result<bool> DirectoryWatches::Drain() {
  bool any = false;
  RETURN_IF_ERROR(inotify_.Drain([&](const Inotify::Event& event) {
    any = true;
    // Who went is among what was lost: all are watched anew.
    if ((event.mask & IN_Q_OVERFLOW) != 0) {
      for (const auto& [directory, watch] : watches_) inotify_.Remove(watch);
      watches_.clear();
      return;
    }
    if ((event.mask & kGone) == 0) return;
    std::erase_if(watches_, [&](const auto& entry) { return entry.second == event.watch; });
    // A directory that was only moved is watched still, under a name that is not its own any more.
    if ((event.mask & IN_MOVE_SELF) != 0) inotify_.Remove(event.watch);
  }));
  return any;
}

}  // namespace davit::generic
