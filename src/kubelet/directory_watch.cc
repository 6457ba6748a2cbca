// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/kubelet/directory_watch.h"

#include <sys/inotify.h>

#include <string_view>
#include <utility>

#include "src/kubelet/file_identity.h"

namespace davit::kubelet {
namespace {

constexpr std::uint32_t kDirectoryMask = IN_CREATE | IN_DELETE | IN_MOVED_TO | IN_MOVED_FROM |
                                         IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;
constexpr std::uint32_t kAncestorMask = kDirectoryMask;
constexpr std::uint32_t kGone = IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED | IN_UNMOUNT;
constexpr std::string_view kLogKey = "watch";

/// "/a/b/c" → "/a/b" and "c". REQUIRES: absolute, no slash at the end, not "/".
std::pair<std::string, std::string> Split(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return {slash == 0 ? "/" : path.substr(0, slash), path.substr(slash + 1)};
}

}  // namespace

DirectoryWatch::DirectoryWatch(std::string directory, Needs needs, std::function<void()> look)
    : directory_(std::move(directory)), needs_(std::move(needs)), look_(std::move(look)) {}

DirectoryWatch::~DirectoryWatch() = default;

void DirectoryWatch::Start() {
  if (const Result<> armed = Arm(); !armed.ok()) PollUntilArmed(armed.error().message);
}

Result<> DirectoryWatch::Arm() {
  readable_.reset();
  inotify_.reset();
  ASSIGN_OR_RETURN(inotify_, needs_.open());
  RETURN_IF_ERROR(WatchPath());
  readable_ = needs_.loop.WatchReadable(inotify_->fd(), [this] { Readable(); });
  return {};
}

/// Watches the directory and the deepest part of the path to it that exists.
Result<> DirectoryWatch::WatchPath() {
  directory_watch_ = -1;
  ancestor_watch_ = -1;
  std::string path = directory_;
  while (path != "/") {
    auto [parent, child] = Split(path);
    Result<int> watch = inotify_->Add(parent, kAncestorMask);
    if (watch.ok()) {
      ancestor_watch_ = *watch;
      ancestor_child_ = std::move(child);
      break;
    }
    if (watch.error().code != Code::kNotFound) return std::move(watch).error();
    path = std::move(parent);
  }
  if (path != directory_) {
    // What appeared before its parent was watched gives no notice: go down to it.
    return DirectoryIdentity(path) ? WatchPath() : Result<>();
  }
  Result<int> watch = inotify_->Add(directory_, kDirectoryMask);
  if (watch.ok()) {
    directory_watch_ = *watch;
  } else if (watch.error().code != Code::kNotFound) {
    return std::move(watch).error();
  }
  return {};
}

void DirectoryWatch::Readable() {
  bool look = false;
  bool path_changed = false;
  bool overflowed = false;
  const Result<> drained = inotify_->Drain([&](const Inotify::Event& event) {
    if ((event.mask & IN_Q_OVERFLOW) != 0) overflowed = true;
    if (event.watch == ancestor_watch_ &&
        (event.name == ancestor_child_ || (event.mask & kGone) != 0)) {
      path_changed = true;
    }
    if (event.watch == directory_watch_ && (event.mask & kGone) != 0) path_changed = true;
    if (Concerns(event)) look = true;
  });
  if (!drained.ok() || overflowed) {
    PollUntilArmed(drained.ok() ? "inotify lost notices" : drained.error().message);
    look_();
    return;
  }
  if (path_changed) {
    if (const Result<> armed = Arm(); !armed.ok()) PollUntilArmed(armed.error().message);
  }
  if (look || path_changed) look_();
}

/// Sockets alone matter: not the kubelet's checkpoint, and no DEPRECATION file.
bool DirectoryWatch::Concerns(const Inotify::Event& event) const {
  return event.watch == directory_watch_ && std::string_view(event.name).ends_with(".sock");
}

void DirectoryWatch::PollUntilArmed(const std::string& why) {
  readable_.reset();
  inotify_.reset();
  needs_.log.Report(std::string(kLogKey), LogLevel::kWarning,
                    why + ": looking at " + directory_ + " every " +
                        std::to_string(needs_.poll.count()) + " ms until inotify works again");
  poll_timer_ = needs_.loop.After(needs_.poll, [this] {
    const auto ended = std::move(poll_timer_);
    if (const Result<> armed = Arm(); armed.ok()) {
      needs_.log.Clear(std::string(kLogKey),
                       "inotify works again, " + directory_ + " is not polled any more");
    } else {
      PollUntilArmed(armed.error().message);
    }
    look_();
  });
}

}  // namespace davit::kubelet
