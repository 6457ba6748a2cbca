// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "davit/root.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <memory>
#include <utility>

#include "src/base/glob_pattern.h"
#include "src/base/rooted_open.h"

namespace davit {
namespace {

/// The errors that Root promises: what is not there, what may not be seen, and the rest.
Error RootError(std::string_view doing, std::string_view path, int error_number) {
  Error error = ErrnoError(std::string(doing) + " " + std::string(path), error_number);
  if (error_number == ENOTDIR) error.code = Code::kNotFound;
  if (error.code != Code::kNotFound && error.code != Code::kPermissionDenied &&
      error.code != Code::kInvalidArgument) {
    error.code = Code::kUnavailable;
  }
  return error;
}

Result<> CheckPath(std::string_view path) {
  if (!path.starts_with('/')) {
    return Error{Code::kInvalidArgument, "\"" + std::string(path) + "\" is not an absolute path"};
  }
  if (path.find('\0') != std::string_view::npos) {
    return Error{Code::kInvalidArgument, "a path with a NUL byte"};
  }
  return {};
}

/// By text alone: no "//", ".", ".." or trailing slash; ".." stops at "/".
std::string Clean(std::string_view path) {
  std::vector<std::string_view> names;
  while (!path.empty()) {
    const std::string_view name = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(name.size() + 1, path.size()));
    if (name == "..") {
      if (!names.empty()) names.pop_back();
    } else if (!name.empty() && name != ".") {
      names.push_back(name);
    }
  }
  std::string clean;
  for (const std::string_view name : names) clean.append("/").append(name);
  return clean.empty() ? "/" : clean;
}

Result<OpenedPath> OpenInRoot(const std::string& prefix, std::string_view doing,
                              std::string_view path, int flags, bool by_walk = false) {
  RETURN_IF_ERROR(CheckPath(path));
  const UniqueFd root(::open(prefix.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!root.valid()) return RootError("opening the root", prefix, errno);
  OpenedPath opened;
  opened.error = ENOSYS;
  if (!by_walk) opened = OpenByKernel(root.get(), path, flags);
  if (opened.error == ENOSYS) opened = OpenByWalk(root.get(), path, flags);
  if (opened.error != 0) return RootError(doing, path, opened.error);
  return opened;
}

Result<struct stat> StatFd(const UniqueFd& fd, std::string_view path) {
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) return RootError("looking at", path, errno);
  return status;
}

struct CloseDir {
  void operator()(DIR* dir) const { ::closedir(dir); }
};

}  // namespace

Root::Root(std::string prefix) : prefix_(std::move(prefix)) {
  while (prefix_.size() > 1 && prefix_.back() == '/') prefix_.pop_back();
  if (prefix_.empty()) prefix_ = "/";
}

std::string Root::InRoot(std::string_view path) const {
  std::string clean = Clean(path);
  if (prefix_ == "/") return clean;
  return clean == "/" ? prefix_ : prefix_ + clean;
}

Result<UniqueFd> Root::Open(std::string_view path, int flags) const {
  ASSIGN_OR_RETURN(OpenedPath opened, OpenInRoot(prefix_, "opening", path, flags));
  return std::move(opened.fd);
}

Result<std::string> Root::ReadText(std::string_view path, std::size_t limit) const {
  // O_NONBLOCK: a FIFO without a writer must not hold us up.
  constexpr int kFlags = O_RDONLY | O_NONBLOCK | O_NOCTTY;
  ASSIGN_OR_RETURN(const OpenedPath opened, OpenInRoot(prefix_, "reading", path, kFlags));
  std::string text;
  std::array<char, 4096> buffer;
  while (true) {
    const ssize_t size = ::read(opened.fd.get(), buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return RootError("reading", path, errno);
    if (size == 0) break;
    text.append(buffer.data(), static_cast<std::size_t>(size));
    if (text.size() > limit) {
      return Error{Code::kResourceExhausted, "reading " + std::string(path) + ": longer than " +
                                                 std::to_string(limit) + " bytes"};
    }
  }
  text.erase(text.find_last_not_of(" \t\r\n\v\f") + 1);
  return text;
}

Result<std::vector<std::string>> Root::List(std::string_view path) const {
  constexpr int kFlags = O_RDONLY | O_DIRECTORY;
  ASSIGN_OR_RETURN(OpenedPath opened, OpenInRoot(prefix_, "listing", path, kFlags));
  const std::unique_ptr<DIR, CloseDir> dir(::fdopendir(opened.fd.get()));
  if (dir == nullptr) return RootError("listing", path, errno);
  static_cast<void>(opened.fd.Release());  // closedir closes it
  std::vector<std::string> names;
  while (true) {
    errno = 0;
    const dirent* entry = ::readdir(dir.get());
    if (entry == nullptr) break;
    std::string name = &entry->d_name[0];
    if (name != "." && name != "..") names.push_back(std::move(name));
  }
  if (errno != 0) return RootError("listing", path, errno);
  std::sort(names.begin(), names.end());
  return names;
}

Result<struct stat> Root::Stat(std::string_view path) const {
  ASSIGN_OR_RETURN(const OpenedPath opened, OpenInRoot(prefix_, "looking at", path, O_PATH));
  return StatFd(opened.fd, path);
}

Result<struct stat> Root::Lstat(std::string_view path) const {
  constexpr int kFlags = O_PATH | O_NOFOLLOW;
  ASSIGN_OR_RETURN(const OpenedPath opened, OpenInRoot(prefix_, "looking at", path, kFlags));
  return StatFd(opened.fd, path);
}

Result<std::string> Root::ReadLink(std::string_view path) const {
  constexpr int kFlags = O_PATH | O_NOFOLLOW;
  ASSIGN_OR_RETURN(const OpenedPath opened, OpenInRoot(prefix_, "reading the link", path, kFlags));
  std::array<char, PATH_MAX> text;
  const ssize_t size = ::readlinkat(opened.fd.get(), "", text.data(), text.size());
  // An O_PATH descriptor of something else than a link yields ENOENT here; it is there, though.
  if (size < 0) return RootError("reading the link", path, errno == ENOENT ? EINVAL : errno);
  return std::string(text.data(), static_cast<std::size_t>(size));
}

Result<std::string> Root::Resolve(std::string_view path) const {
  // The kernel does not tell the path it took; the walk knows it.
  ASSIGN_OR_RETURN(OpenedPath opened, OpenInRoot(prefix_, "resolving", path, O_PATH, true));
  return std::move(opened.path);
}

Result<std::vector<std::string>> Root::Glob(std::string_view pattern) const {
  RETURN_IF_ERROR(CheckPath(pattern));
  if (pattern.size() >= PATH_MAX) {
    return Error{Code::kInvalidArgument, "a pattern longer than any path"};
  }
  if (!GlobPattern::IsPattern(pattern)) {
    if (!Lstat(pattern).ok()) return std::vector<std::string>();
    return std::vector<std::string>{std::string(pattern)};
  }
  const std::size_t slash = pattern.rfind('/');
  Result<GlobPattern> name = GlobPattern::Parse(pattern.substr(slash + 1));
  if (!name.ok()) {
    return Annotate("pattern \"" + std::string(pattern) + "\"", std::move(name).error());
  }
  const std::string_view folder = pattern.substr(0, std::max<std::size_t>(slash, 1));
  std::vector<std::string> folders = {std::string(folder)};
  if (GlobPattern::IsPattern(folder)) {
    ASSIGN_OR_RETURN(folders, Glob(folder));
  }
  std::vector<std::string> matches;
  for (const std::string& in : folders) {
    const Result<std::vector<std::string>> names = List(in);
    if (!names.ok()) continue;
    for (const std::string& each : *names) {
      if (name->Matches(each)) matches.push_back(Clean(in + "/" + each));
    }
  }
  std::sort(matches.begin(), matches.end());
  return matches;
}

}  // namespace davit
