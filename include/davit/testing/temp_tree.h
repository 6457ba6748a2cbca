// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <sys/types.h>

#include <initializer_list>
#include <string>
#include <string_view>

#include "davit/result.h"
#include "davit/root.h"

namespace davit::testing {

/// A real directory tree of a test's own, removed when the object goes. Paths are relative to the
/// tree, with or without a leading "/"; parents are made as needed. What cannot be done aborts the
/// test program with a message. A value that is moved; not thread-safe.
///
///   TempTree tree(R"(
///     sys/bus/pci/devices/0000:3b:00.0 -> ../../../devices/pci0000:3a/0000:3b:00.0
///     sys/devices/pci0000:3a/0000:3b:00.0/vendor = 0x15b3
///     sys/devices/pci0000:3a/0000:3b:00.0/uevent = DRIVER=mlx5_core\nPCI_CLASS=20000
///     dev/fuse
///     sys/class/net/
///   )");
///
/// One entry a line: a link, a file with its text (the newline at the end is added, as sysfs has
/// it; `\n` is one inside), an empty file, a directory. Blank lines and lines that begin with "#"
/// say nothing.
class TempTree {
 public:
  struct Entry {
    enum class Kind { kFile, kLink, kDirectory };
    Kind kind = Kind::kFile;
    std::string path;
    std::string text;  ///< of the file, exactly; where the link leads
  };

  TempTree();
  explicit TempTree(std::string_view description);
  TempTree(std::initializer_list<Entry> entries);
  TempTree(TempTree&& other) noexcept;
  TempTree& operator=(TempTree&& other) noexcept;
  ~TempTree();

  const std::string& path() const { return path_; }
  /// The tree as a machine's root.
  Root root() const { return Root(path_); }
  /// Where the test process sees a path of the tree.
  std::string At(std::string_view path) const;

  /// Adds what a description says; files and links that are there are replaced.
  void Add(std::string_view description);
  /// The file holds exactly `text` from now on; it stays the same inode.
  void Write(std::string_view path, std::string_view text) const;
  void MakeDirectory(std::string_view path) const;
  void MakeLink(std::string_view path, std::string_view target) const;
  void Move(std::string_view from, std::string_view to) const;
  /// Removes a file, a link, or a directory with all that is in it.
  void Remove(std::string_view path) const;

  /// Makes a device node, `type` being 'c' or 'b'. Errors: kPermissionDenied (not root).
  Result<> MakeNode(std::string_view path, char type, unsigned major, unsigned minor) const;

 private:
  std::string path_;
};

inline TempTree::Entry File(std::string path, std::string text = {}) {
  return {TempTree::Entry::Kind::kFile, std::move(path), std::move(text)};
}
inline TempTree::Entry Link(std::string path, std::string target) {
  return {TempTree::Entry::Kind::kLink, std::move(path), std::move(target)};
}
inline TempTree::Entry Directory(std::string path) {
  return {TempTree::Entry::Kind::kDirectory, std::move(path), {}};
}

}  // namespace davit::testing
