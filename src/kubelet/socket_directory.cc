// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/kubelet/socket_directory.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <sstream>

#include "src/kubelet/file_identity.h"
#include "src/kubelet/plugin_socket.h"
#include "src/kubelet/socket_name.h"

namespace davit::kubelet {
namespace {

/// proc(5) writes blanks, line ends and backslashes in paths as a backslash and three octal digits.
std::string Unescape(std::string_view field) {
  const auto octal = [&](std::size_t at) {
    return at < field.size() && field[at] >= '0' && field[at] <= '7';
  };
  std::string text;
  for (std::size_t i = 0; i < field.size(); ++i) {
    if (field[i] == '\\' && octal(i + 1) && octal(i + 2) && octal(i + 3)) {
      text += static_cast<char>((field[i + 1] - '0') * 64 + (field[i + 2] - '0') * 8 +
                                (field[i + 3] - '0'));
      i += 3;
    } else {
      text += field[i];
    }
  }
  return text;
}

}  // namespace

Result<> CheckSocketDirectory(const std::string& directory) {
  struct stat status = {};
  if (::stat(directory.c_str(), &status) != 0) return ErrnoError(directory, errno);
  if (!S_ISDIR(status.st_mode)) {
    return Error{Code::kFailedPrecondition, directory + ": not a directory"};
  }
  if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0 && (status.st_mode & S_ISVTX) == 0) {
    std::array<char, 8> mode;
    std::snprintf(mode.data(), mode.size(), "%04o", status.st_mode & 07777U);
    return Error{Code::kPermissionDenied,
                 directory + ": others may write it (mode " + mode.data() +
                     "), so that they could replace our sockets: chmod go-w " + directory};
  }
  if (::faccessat(AT_FDCWD, directory.c_str(), W_OK | X_OK, AT_EACCESS) != 0) {
    const Error error = ErrnoError(directory + ": cannot be written", errno);
    return Error{Code::kPermissionDenied, error.message};
  }
  return {};
}

int RemoveStaleSockets(const std::string& directory, std::string_view prefix) {
  const std::unique_ptr<DIR, int (*)(DIR*)> listing(::opendir(directory.c_str()), &::closedir);
  if (listing == nullptr) return 0;
  int removed = 0;
  while (const dirent* const entry = ::readdir(listing.get())) {
    if (!IsSocketName(prefix, entry->d_name)) continue;
    const std::string path = directory + "/" + entry->d_name;
    const auto before = SocketIdentity(path);
    if (!before) continue;
    const Result<UniqueFd> answer = ConnectSocket(path);
    if (answer.ok() || answer.error().code != Code::kUnavailable) continue;
    if (SocketIdentity(path) != before) continue;
    if (::unlink(path.c_str()) == 0) ++removed;
  }
  return removed;
}

bool IsPinned(const std::string& directory, const std::string& root) {
  struct stat status = {};
  if (::stat(directory.c_str(), &status) != 0) return false;
  // A path leads to a removed directory only through a mount (or an open descriptor).
  if (status.st_nlink == 0) return true;
  return !root.empty() && MountRoot(directory) != root;
}

std::string MountRoot(const std::string& directory) {
  const std::unique_ptr<char, void (*)(void*)> real(::realpath(directory.c_str(), nullptr),
                                                    &std::free);
  if (real == nullptr) return {};
  // proc(5): id, parent, major:minor, root, mount point. The last mount on a point hides the
  // others.
  std::ifstream table("/proc/self/mountinfo");
  std::string found;
  for (std::string line; std::getline(table, line);) {
    std::istringstream words(line);
    std::string id, parent, device, root, point;
    if (words >> id >> parent >> device >> root >> point && Unescape(point) == real.get()) {
      found = device + root;
    }
  }
  return found;
}

}  // namespace davit::kubelet
