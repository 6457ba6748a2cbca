// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

namespace davit::kubelet {

/// Which file a path leads to, so that a new file under an old name is told from the old one even
/// when the file system gives it the same inode number.
struct FileIdentity {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  /// When the inode was made, in nanoseconds; where the file system does not keep that, when it was
  /// last changed.
  std::int64_t born = 0;

  friend auto operator<=>(const FileIdentity&, const FileIdentity&) = default;
};

/// The identity of a socket at `path` itself (links are not followed); nullopt when there is none.
std::optional<FileIdentity> SocketIdentity(const std::string& path);

/// The identity of the directory that `path` leads to; nullopt when there is none.
std::optional<FileIdentity> DirectoryIdentity(const std::string& path);

}  // namespace davit::kubelet
