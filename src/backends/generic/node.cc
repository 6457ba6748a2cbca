// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/backends/generic/node.h"

#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <utility>

#include <fmt/format.h>

namespace davit::generic {
namespace {

/// Deeper than any directory of devices; a bound against loops.
constexpr int kDeepest = 8;

NodeState Wrong(std::string code, std::string text) {
  return {.wrong = NodeState::Wrong{std::move(code), std::move(text)},
          .occupies = {},
          .sysfs = std::nullopt,
          .directories = {}};
}

NodeState FromError(const Root& root, const std::string& path, const Error& error) {
  if (error.code != Code::kNotFound) return Wrong("unreadable", error.message);
  if (const auto link = root.ReadLink(path); link.ok()) {
    return Wrong("missing", fmt::format("{} is a link to {}, which is not there; is the device "
                                        "plugged in, its driver loaded?",
                                        path, *link));
  }
  return Wrong("missing",
               fmt::format("{} is not there; is the device plugged in, its driver loaded?", path));
}

bool IsDevice(const struct stat& status) {
  return S_ISCHR(status.st_mode) || S_ISBLK(status.st_mode);
}

void AddDevice(const struct stat& status, NodeState& state) {
  const bool is_block = S_ISBLK(status.st_mode);
  const auto number = fmt::format("{}:{}", major(status.st_rdev), minor(status.st_rdev));
  state.occupies.push_back(fmt::format("dev:{}:{}", is_block ? 'b' : 'c', number));
  if (!state.sysfs) {
    state.sysfs = fmt::format("/sys/dev/{}/{}", is_block ? "block" : "char", number);
  }
}

void AddBelow(const Root& root, const std::string& directory, int depth, NodeState& state) {
  const auto names = root.List(directory);
  if (!names.ok() || depth > kDeepest) return;
  state.directories.push_back(directory);
  for (const std::string& name : *names) {
    const std::string path = directory + "/" + name;
    const auto status = root.Lstat(path);
    if (!status.ok()) continue;
    if (IsDevice(*status)) AddDevice(*status, state);
    if (S_ISDIR(status->st_mode)) AddBelow(root, path, depth + 1, state);
  }
}

std::string_view KindOf(const struct stat& status) {
  if (S_ISREG(status.st_mode)) return "a regular file";
  if (S_ISFIFO(status.st_mode)) return "a pipe";
  if (S_ISSOCK(status.st_mode)) return "a socket";
  return "no device";
}

}  // namespace

NodeState LookAtNode(const Root& root, const std::string& path) {
  const auto status = root.Stat(path);
  if (!status.ok()) return FromError(root, path, status.error());
  NodeState state;
  if (IsDevice(*status)) {
    AddDevice(*status, state);
  } else if (S_ISDIR(status->st_mode)) {
    AddBelow(root, root.Resolve(path).value_or(path), 0, state);
    if (state.occupies.empty()) {
      state.wrong = {"not-a-device", fmt::format("{} is a directory without device nodes; use "
                                                 "type: Mount to mount a directory",
                                                 path)};
    }
  } else {
    return Wrong("not-a-device", fmt::format("{} is {}, not a device node; use type: Mount to "
                                             "mount a file",
                                             path, KindOf(*status)));
  }
  return state;
}

NodeState LookAtMount(const Root& root, const std::string& path) {
  const auto status = root.Stat(path);
  return status.ok() ? NodeState{} : FromError(root, path, status.error());
}

}  // namespace davit::generic
