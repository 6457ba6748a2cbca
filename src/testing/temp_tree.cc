// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "davit/testing/temp_tree.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <utility>

namespace davit::testing {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kBlank = " \t\r";

[[noreturn]] void Fail(const std::string& what) {
  std::cerr << "TempTree: " << what << '\n';
  std::abort();
}

void Check(const std::error_code& error, const std::string& what) {
  if (error) Fail(what + ": " + error.message());
}

std::string_view Trim(std::string_view text) {
  const std::size_t start = text.find_first_not_of(kBlank);
  if (start == std::string_view::npos) return {};
  return text.substr(start, text.find_last_not_of(kBlank) - start + 1);
}

std::string Unescape(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text.substr(at, 2) == "\\n") {
      out += '\n';
      ++at;
    } else {
      out += text[at];
    }
  }
  return out;
}

TempTree::Entry EntryOf(std::string_view line) {
  if (const std::size_t arrow = line.find(" -> "); arrow != std::string_view::npos) {
    return Link(std::string(Trim(line.substr(0, arrow))),
                std::string(Trim(line.substr(arrow + 4))));
  }
  if (const std::size_t equals = line.find(" ="); equals != std::string_view::npos) {
    return File(std::string(Trim(line.substr(0, equals))),
                Unescape(Trim(line.substr(equals + 2))) + "\n");
  }
  if (line.back() == '/') return Directory(std::string(line));
  return File(std::string(line));
}

void Make(const TempTree& tree, const TempTree::Entry& entry) {
  switch (entry.kind) {
    case TempTree::Entry::Kind::kFile:
      return tree.Write(entry.path, entry.text);
    case TempTree::Entry::Kind::kLink:
      return tree.MakeLink(entry.path, entry.text);
    case TempTree::Entry::Kind::kDirectory:
      return tree.MakeDirectory(entry.path);
  }
}

void MakeParent(const std::string& path) {
  std::error_code error;
  fs::create_directories(fs::path(path).parent_path(), error);
  Check(error, "making the parent of " + path);
}

/// Also what a test locked away with chmod 000.
void RemoveAll(const std::string& path) {
  std::error_code error;
  fs::remove_all(path, error);
  if (!error) return;
  error.clear();
  fs::permissions(path, fs::perms::owner_all, fs::perm_options::add, error);
  for (fs::recursive_directory_iterator it(path, error), end; !error && it != end;) {
    std::error_code ignored;
    if (it->is_directory(ignored) && !it->is_symlink(ignored)) {
      fs::permissions(it->path(), fs::perms::owner_all, fs::perm_options::add, ignored);
    }
    it.increment(error);
  }
  fs::remove_all(path, error);
  Check(error, "removing " + path);
}

}  // namespace

TempTree::TempTree() {
  std::error_code error;
  std::string path = fs::temp_directory_path(error).string() + "/davit-XXXXXX";
  if (error || ::mkdtemp(path.data()) == nullptr) Fail("making " + path);
  // Open to the users that cases about permissions run as.
  fs::permissions(path, fs::perms(0755), error);
  Check(error, "opening " + path);
  // What the tree's paths resolve to must not depend on links above it.
  path_ = fs::canonical(path, error).string();
  Check(error, "resolving " + path);
}

TempTree::TempTree(std::string_view description) : TempTree() { Add(description); }

TempTree::TempTree(std::initializer_list<Entry> entries) : TempTree() {
  for (const Entry& entry : entries) Make(*this, entry);
}

TempTree::TempTree(TempTree&& other) noexcept : path_(std::exchange(other.path_, {})) {}

TempTree& TempTree::operator=(TempTree&& other) noexcept {
  if (this != &other) {
    if (!path_.empty()) RemoveAll(path_);
    path_ = std::exchange(other.path_, {});
  }
  return *this;
}

TempTree::~TempTree() {
  if (!path_.empty()) RemoveAll(path_);
}

std::string TempTree::At(std::string_view path) const {
  while (path.starts_with('/')) path.remove_prefix(1);
  while (path.ends_with('/')) path.remove_suffix(1);
  return path.empty() ? path_ : path_ + "/" + std::string(path);
}

void TempTree::Add(std::string_view description) {
  while (!description.empty()) {
    const std::string_view line = description.substr(0, description.find('\n'));
    description.remove_prefix(std::min(line.size() + 1, description.size()));
    const std::string_view entry = Trim(line);
    if (!entry.empty() && entry.front() != '#') Make(*this, EntryOf(entry));
  }
}

void TempTree::Write(std::string_view path, std::string_view text) const {
  const std::string at = At(path);
  MakeParent(at);
  if (fs::is_symlink(at)) fs::remove(at);
  std::ofstream file(at, std::ios::binary | std::ios::trunc);
  file.write(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file.flush()) Fail("writing " + at);
}

void TempTree::MakeDirectory(std::string_view path) const {
  std::error_code error;
  fs::create_directories(At(path), error);
  Check(error, "making " + At(path));
}

void TempTree::MakeLink(std::string_view path, std::string_view target) const {
  const std::string at = At(path);
  MakeParent(at);
  std::error_code error;
  fs::remove(at, error);
  fs::create_symlink(target, at, error);
  Check(error, "linking " + at);
}

void TempTree::Move(std::string_view from, std::string_view to) const {
  MakeParent(At(to));
  std::error_code error;
  fs::rename(At(from), At(to), error);
  Check(error, "moving " + At(from));
}

void TempTree::Remove(std::string_view path) const { RemoveAll(At(path)); }

Result<> TempTree::MakeNode(std::string_view path, char type, unsigned major,
                            unsigned minor) const {
  const std::string at = At(path);
  MakeParent(at);
  const mode_t mode = (type == 'b' ? S_IFBLK : S_IFCHR) | 0600;
  if (::mknod(at.c_str(), mode, ::makedev(major, minor)) != 0) {
    return ErrnoError("making the node " + at, errno);
  }
  return {};
}

}  // namespace davit::testing
