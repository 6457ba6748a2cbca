// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/base/inotify.h"

#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>

namespace davit {
namespace {

/// inotify_add_watch says ENOSPC for "too many watches", which reads like a full disk.
Error WatchError(const std::string& path, int error_number) {
  const std::string context = "watching " + path;
  if (error_number == ENOSPC) {
    return {Code::kResourceExhausted,
            context + ": no inotify watch left (fs.inotify.max_user_watches)"};
  }
  if (error_number == ENOTDIR) return {Code::kNotFound, context + ": not a directory"};
  return ErrnoError(context, error_number);
}

}  // namespace

Result<Inotify> Inotify::Create() {
  UniqueFd fd(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  if (!fd.valid()) {
    if (errno == EMFILE) {
      return Error{Code::kResourceExhausted,
                   "starting inotify: no instance left (fs.inotify.max_user_instances)"};
    }
    return ErrnoError("starting inotify", errno);
  }
  return Inotify(std::move(fd));
}

Result<int> Inotify::Add(const std::string& path, std::uint32_t mask) {
  const int watch = ::inotify_add_watch(fd_.get(), path.c_str(), mask);
  if (watch < 0) return WatchError(path, errno);
  return watch;
}

void Inotify::Remove(int watch) {
  // EINVAL only says that the kernel dropped the watch before we did.
  static_cast<void>(::inotify_rm_watch(fd_.get(), watch));
}

Result<> Inotify::Drain(const std::function<void(const Event&)>& handle) {
  alignas(inotify_event) std::array<char, 16384> buffer;
  while (true) {
    const ssize_t size = ::read(fd_.get(), buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0 && errno == EAGAIN) return {};
    if (size <= 0) {
      return Error{Code::kUnavailable,
                   ErrnoError("reading inotify", size < 0 ? errno : EIO).message};
    }
    for (std::size_t at = 0; at < static_cast<std::size_t>(size);) {
      inotify_event raw;
      std::memcpy(&raw, buffer.data() + at, sizeof raw);
      Event event{raw.wd, raw.mask, {}};
      if (raw.len > 0) event.name = buffer.data() + at + sizeof raw;  // padded with NULs
      at += sizeof raw + raw.len;
      handle(event);
    }
  }
}

}  // namespace davit
