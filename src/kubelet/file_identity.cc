// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/kubelet/file_identity.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

namespace davit::kubelet {
namespace {

std::optional<FileIdentity> IdentityOf(const std::string& path, int flags, mode_t type) {
  struct statx status = {};
  constexpr unsigned kWanted = STATX_TYPE | STATX_INO | STATX_CTIME | STATX_BTIME;
  if (::statx(AT_FDCWD, path.c_str(), flags, kWanted, &status) != 0) return std::nullopt;
  if ((status.stx_mode & S_IFMT) != type) return std::nullopt;
  // The time of birth is better than that of the last change: chmod and touch do not move it.
  const struct statx_timestamp& time =
      (status.stx_mask & STATX_BTIME) != 0 ? status.stx_btime : status.stx_ctime;
  return FileIdentity{makedev(status.stx_dev_major, status.stx_dev_minor), status.stx_ino,
                      time.tv_sec * 1'000'000'000 + time.tv_nsec};
}

}  // namespace

std::optional<FileIdentity> SocketIdentity(const std::string& path) {
  return IdentityOf(path, AT_SYMLINK_NOFOLLOW, S_IFSOCK);
}

std::optional<FileIdentity> DirectoryIdentity(const std::string& path) {
  return IdentityOf(path, 0, S_IFDIR);
}

}  // namespace davit::kubelet
