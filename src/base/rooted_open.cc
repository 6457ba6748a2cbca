// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/base/rooted_open.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

namespace davit {
namespace {

constexpr int kMostLinks = 40;     // the kernel's own limit
constexpr int kMostAttempts = 64;  // openat2 says EAGAIN when a rename races with ".."

int KernelOpen(int dir_fd, const char* path, const open_how& how) {
  return static_cast<int>(::syscall(SYS_openat2, dir_fd, path, &how, sizeof how));
}

bool KernelHasOpenat2() {
  open_how how{};
  how.flags = O_PATH | O_CLOEXEC;
  return UniqueFd(KernelOpen(AT_FDCWD, "/", how)).valid();
}

/// The walk: the directories entered so far, from the root down, and what is still to be walked.
class Walk {
 public:
  Walk(int root_fd, std::string_view path, int flags)
      : root_fd_(root_fd), rest_(path), flags_(flags | O_CLOEXEC) {}

  OpenedPath Run() {
    // A trailing slash asks for a directory, and follows a link that is the last component.
    if (rest_.size() > 1 && rest_.back() == '/') flags_ |= O_DIRECTORY;
    while (const std::optional<std::string> name = NextName()) {
      if (*name == "..") {
        if (!entered_.empty()) entered_.pop_back();
        continue;
      }
      if (rest_.empty()) {
        if (std::optional<OpenedPath> opened = OpenLast(*name)) return std::move(*opened);
      } else if (const int error = Enter(*name); error != 0) {
        return {UniqueFd(), error, {}};
      }
    }
    return Finish(::openat(Here(), ".", flags_ & ~O_NOFOLLOW), "");
  }

 private:
  struct Directory {
    std::string name;
    UniqueFd fd;
  };

  int Here() const { return entered_.empty() ? root_fd_ : entered_.back().fd.get(); }

  std::optional<std::string> NextName() {
    while (true) {
      const std::size_t start = rest_.find_first_not_of('/');
      if (start == std::string::npos) return std::nullopt;
      const std::size_t end = std::min(rest_.find('/', start), rest_.size());
      std::string name = rest_.substr(start, end - start);
      rest_.erase(0, end);
      if (name != ".") return name;
    }
  }

  /// Steps into a directory or puts a link's text before the rest.
  int Enter(const std::string& name) {
    UniqueFd fd(::openat(Here(), name.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
    if (!fd.valid()) return errno;
    struct stat status {};
    if (::fstat(fd.get(), &status) != 0) return errno;
    if (S_ISLNK(status.st_mode)) return FollowLink(fd.get());
    if (!S_ISDIR(status.st_mode)) return ENOTDIR;
    entered_.push_back({name, std::move(fd)});
    return 0;
  }

  int FollowLink(int link_fd) {
    if (++links_ > kMostLinks) return ELOOP;
    std::array<char, PATH_MAX> text{};
    const ssize_t size = ::readlinkat(link_fd, "", text.data(), text.size());
    if (size < 0) return errno;
    if (size == 0) return ENOENT;
    if (text[0] == '/') entered_.clear();
    rest_.insert(0, text.data(), static_cast<std::size_t>(size));
    return 0;
  }

  /// Nothing when the last component was a link that is now to be walked.
  std::optional<OpenedPath> OpenLast(const std::string& name) {
    if ((flags_ & O_NOFOLLOW) == 0) {
      UniqueFd fd(::openat(Here(), name.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC));
      struct stat status {};
      if (fd.valid() && ::fstat(fd.get(), &status) == 0 && S_ISLNK(status.st_mode)) {
        const int error = FollowLink(fd.get());
        if (error == 0) return std::nullopt;
        return OpenedPath{UniqueFd(), error, {}};
      }
    }
    return Finish(::openat(Here(), name.c_str(), flags_ | O_NOFOLLOW), name);
  }

  OpenedPath Finish(int fd, const std::string& name) const {
    if (fd < 0) return {UniqueFd(), errno, {}};
    std::string path;
    for (const Directory& directory : entered_) path += "/" + directory.name;
    if (!name.empty() || path.empty()) path += "/" + name;
    return {UniqueFd(fd), 0, std::move(path)};
  }

  const int root_fd_;
  std::string rest_;
  int flags_;
  int links_ = 0;
  std::vector<Directory> entered_;
};

}  // namespace

OpenedPath OpenByKernel(int root_fd, std::string_view path, int flags) {
  open_how how{};
  how.flags = static_cast<std::uint64_t>(static_cast<unsigned>(flags | O_CLOEXEC));
  how.resolve = RESOLVE_IN_ROOT;
  const std::string text(path);
  for (int attempt = 0; attempt < kMostAttempts; ++attempt) {
    const int fd = KernelOpen(root_fd, text.c_str(), how);
    if (fd >= 0) return {UniqueFd(fd), 0, {}};
    if (errno == EPERM && !KernelHasOpenat2()) return {UniqueFd(), ENOSYS, {}};
    if (errno != EAGAIN && errno != EINTR) return {UniqueFd(), errno, {}};
  }
  return {UniqueFd(), EAGAIN, {}};
}

OpenedPath OpenByWalk(int root_fd, std::string_view path, int flags) {
  return Walk(root_fd, path, flags).Run();
}

}  // namespace davit
