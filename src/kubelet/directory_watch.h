// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "src/base/change_log.h"
#include "src/base/event_loop.h"
#include "src/base/inotify.h"

namespace davit::kubelet {

/// Notices that sockets in a directory, or the directory itself, come and go. Only says that it is
/// time to look; what is true is for the listener to see.
///
/// Inotify on the directory and on the part of its path that exists. When that fails or overflows,
/// a slow poll until inotify is back. Lives on the loop; what it is given outlives it.
class DirectoryWatch {
 public:
  /// How inotify is started: Inotify::Create, or a test's refusal.
  using OpenInotify = std::function<Result<Inotify>()>;

  struct Needs {
    EventLoop& loop;
    ChangeLog& log;
    OpenInotify open;
    std::chrono::milliseconds poll;
  };

  /// `look` is called on the loop, never from within Start.
  DirectoryWatch(std::string directory, Needs needs, std::function<void()> look);
  ~DirectoryWatch();

  void Start();

  /// Whether inotify is out of order and the directory is polled.
  bool polling() const { return poll_timer_ != nullptr; }

 private:
  Result<> Arm();
  Result<> WatchPath();
  void Readable();
  bool Concerns(const Inotify::Event& event) const;
  void PollUntilArmed(const std::string& why);

  const std::string directory_;
  const Needs needs_;
  const std::function<void()> look_;

  std::optional<Inotify> inotify_;
  std::unique_ptr<EventLoop::Handle> readable_;
  std::unique_ptr<EventLoop::Handle> poll_timer_;
  int directory_watch_ = -1;  ///< -1: the directory is missing
  int ancestor_watch_ = -1;
  std::string ancestor_child_;  ///< the entry of the ancestor that leads to the directory
};

}  // namespace davit::kubelet
