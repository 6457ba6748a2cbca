// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "davit/log.h"
#include "src/base/event_loop.h"
#include "src/base/inotify.h"

namespace davit {

/// Says when a configuration file may have changed: written in place, replaced by rename, or
/// swapped through the symbolic links of a mounted ConfigMap. It watches the directory of every
/// link on the way to the file, so nothing is polled.
///
/// Lives on the loop. A hint only: the owner reads the file and compares.
class ConfigWatch {
 public:
  static constexpr std::chrono::milliseconds kSettle{200};

  /// `changed` is called on the loop kSettle after the first sign of it.
  ConfigWatch(EventLoop& loop, Log& log, std::string path, std::function<void()> changed);

 private:
  void WatchTheWay();
  void OnReadable();

  EventLoop& loop_;
  Log& log_;
  std::string path_;
  std::function<void()> changed_;
  std::unique_ptr<Inotify> inotify_;
  std::unique_ptr<EventLoop::Handle> readable_;
  std::unique_ptr<EventLoop::Handle> settle_;
  bool settling_ = false;
};

}  // namespace davit
