// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/backends/generic/watch_plan.h"

#include <sys/stat.h>

#include <filesystem>
#include <vector>

#include "src/base/glob_pattern.h"

namespace davit::generic {
namespace {

/// The kernel follows no more links than this on the way to a file.
constexpr int kMostLinks = 40;

std::string ParentOf(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == 0 || slash == std::string_view::npos ? "/" : std::string(path.substr(0, slash));
}

void AddDirectory(const Root& root, std::string directory, int links,
                  std::set<std::string>& directories);

/// If `path` is a link: watches what it leads to.
void AddTarget(const Root& root, const std::string& path, int links,
               std::set<std::string>& directories) {
  const auto target = root.ReadLink(path);
  if (!target.ok() || target->empty() || links >= kMostLinks) return;
  const std::string real_parent = root.Resolve(ParentOf(path)).value_or(ParentOf(path));
  std::string next = target->front() == '/' ? *target : real_parent + "/" + *target;
  next = std::filesystem::path(next).lexically_normal();
  while (next.size() > 1 && next.back() == '/') next.pop_back();
  AddDirectory(root, ParentOf(next), links + 1, directories);
  AddTarget(root, next, links + 1, directories);
}

void AddDirectory(const Root& root, std::string directory, int links,
                  std::set<std::string>& directories) {
  while (true) {
    const auto resolved = root.Resolve(directory);
    if (resolved.ok()) {
      const bool is_new = directories.insert(*resolved).second;
      // A link on the way here may be turned elsewhere.
      if (is_new && *resolved != directory && directory != "/") {
        AddDirectory(root, ParentOf(directory), links, directories);
        AddTarget(root, directory, links, directories);
      }
      return;
    }
    if (directory == "/") return;
    AddTarget(root, directory, links, directories);
    directory = ParentOf(directory);
  }
}

}  // namespace

void PlanWatches(const Root& root, std::string_view pattern, std::set<std::string>& directories) {
  for (std::size_t slash = pattern.find('/', 1);; slash = pattern.find('/', slash + 1)) {
    const bool is_last = slash == std::string_view::npos;
    const std::string prefix(pattern.substr(0, slash));
    if (!GlobPattern::IsPattern(prefix)) {
      if (!is_last) continue;
      AddDirectory(root, ParentOf(prefix), 0, directories);
      AddTarget(root, prefix, 0, directories);
      return;
    }
    // At every level from the first that is a pattern on, another directory may match.
    const std::string parents = ParentOf(prefix);
    if (!GlobPattern::IsPattern(parents)) AddDirectory(root, parents, 0, directories);
    const auto matches = root.Glob(prefix);
    for (const std::string& match : matches.ok() ? *matches : std::vector<std::string>{}) {
      AddTarget(root, match, 0, directories);
      const auto status = root.Stat(match);
      if (!is_last && status.ok() && S_ISDIR(status->st_mode)) {
        AddDirectory(root, match, 0, directories);
      }
    }
    if (is_last) return;
  }
}

}  // namespace davit::generic
