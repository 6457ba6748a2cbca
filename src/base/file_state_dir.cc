// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/base/file_state_dir.h"

#include <sys/stat.h>

#include <cerrno>

#include "src/base/write_file.h"

namespace davit {
namespace {

constexpr std::size_t kMostBytes = std::size_t{16} << 20;

}  // namespace

Result<std::string> FileStateDir::PathOf(std::string_view name) const {
  if (name.empty() || name.front() == '.' || name.find('/') != std::string_view::npos ||
      name.find('\0') != std::string_view::npos) {
    return Error{Code::kInvalidArgument,
                 "\"" + std::string(name) + "\" cannot be the name of a state file"};
  }
  return path_ + "/" + std::string(name);
}

Result<std::optional<std::string>> FileStateDir::Read(std::string_view name) const {
  ASSIGN_OR_RETURN(const std::string path, PathOf(name));
  Result<std::string> content = ReadFile(path, kMostBytes);
  if (content.ok()) return std::optional<std::string>(std::move(*content));
  if (content.error().code == Code::kNotFound) return std::optional<std::string>();
  return std::move(content).error();
}

Result<> FileStateDir::Write(std::string_view name, std::string_view content) {
  ASSIGN_OR_RETURN(const std::string path, PathOf(name));
  if (::mkdir(path_.c_str(), 0700) != 0 && errno != EEXIST) {
    return ErrnoError("making the state directory " + path_, errno);
  }
  return WriteFile(path, content, 0600);
}

}  // namespace davit
