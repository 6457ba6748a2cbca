// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/backends/generic/container_path.h"

#include <algorithm>

namespace davit::generic {

Result<> CheckContainerPath(std::string_view path) {
  if (!path.starts_with('/')) {
    return Error{Code::kInvalidArgument, "expected an absolute path in the container"};
  }
  std::string clean;
  while (!path.empty()) {
    const std::string_view name = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(path.size(), name.size() + 1));
    if (name == "..") {
      return Error{Code::kInvalidArgument, "expected a path without \"..\""};
    }
    if (!name.empty() && name != ".") clean.append("/").append(name);
  }
  if (clean.empty() || clean == "/proc" || clean == "/sys") {
    return Error{Code::kInvalidArgument,
                 "expected a place in the container other than /, /proc and /sys"};
  }
  return {};
}

std::string ContainerPath(std::string_view mount_path, std::string_view host_path) {
  if (mount_path.empty()) return std::string(host_path);
  std::string path(mount_path);
  if (path.back() == '/') path += host_path.substr(host_path.rfind('/') + 1);
  return path;
}

}  // namespace davit::generic
