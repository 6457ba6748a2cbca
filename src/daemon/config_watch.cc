// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/daemon/config_watch.h"

#include <sys/inotify.h>

#include <filesystem>
#include <set>
#include <system_error>
#include <utility>

namespace davit {
namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t kMask = IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM |
                                IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF | IN_ATTRIB;
constexpr int kMostLinks = 40;

/// The directories whose entries decide what `path` leads to.
std::set<std::string> DirectoriesOnTheWay(const std::string& path) {
  std::set<std::string> directories;
  std::error_code error;
  fs::path todo = fs::absolute(path, error).lexically_normal();
  fs::path at = "/";
  int links = 0;
  for (auto part = todo.begin(); part != todo.end();) {
    if (*part == "/" || part->empty()) {
      ++part;
      continue;
    }
    const fs::path next = at / *part;
    if (!fs::is_symlink(next, error)) {
      if (std::next(part) == todo.end()) directories.insert(at.string());
      at = next;
      ++part;
      continue;
    }
    directories.insert(at.string());
    if (++links > kMostLinks) break;
    fs::path target = fs::read_symlink(next, error);
    if (error) break;
    if (target.is_relative()) target = at / target;
    fs::path rest;
    for (++part; part != todo.end(); ++part) rest /= *part;
    todo = rest.empty() ? target.lexically_normal() : (target / rest).lexically_normal();
    part = todo.begin();
    at = "/";
  }
  return directories;
}

}  // namespace

ConfigWatch::ConfigWatch(EventLoop& loop, Log& log, std::string path, std::function<void()> changed)
    : loop_(loop), log_(log), path_(std::move(path)), changed_(std::move(changed)) {
  WatchTheWay();
}

void ConfigWatch::WatchTheWay() {
  readable_.reset();
  Result<Inotify> inotify = Inotify::Create();
  if (!inotify.ok()) {
    log_.Warning("changes of " + path_ +
                 " are not noticed, send HUP to reload: " + inotify.error().message);
    return;
  }
  inotify_ = std::make_unique<Inotify>(std::move(*inotify));
  for (const std::string& directory : DirectoriesOnTheWay(path_)) {
    Result<int> added = inotify_->Add(directory, kMask);
    if (!added.ok()) {
      log_.Warning("changes below " + directory +
                   " are not noticed, send HUP to reload: " + added.error().message);
    }
  }
  readable_ = loop_.WatchReadable(inotify_->fd(), [this] { OnReadable(); });
}

void ConfigWatch::OnReadable() {
  Result<> drained = inotify_->Drain([](const Inotify::Event&) {});
  if (!drained.ok()) {
    log_.Warning("changes of " + path_ +
                 " are not noticed, send HUP to reload: " + drained.error().message);
    readable_.reset();
    return;
  }
  if (settling_) return;
  settling_ = true;
  settle_ = loop_.After(kSettle, [this] {
    settling_ = false;
    WatchTheWay();
    changed_();
  });
}

}  // namespace davit
