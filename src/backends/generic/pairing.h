// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace davit::generic {

/// What one path of a group matches now.
struct PathMatches {
  std::vector<std::string> matches;  ///< sorted, without repeats
  int limit = 1;
  bool optional = false;
};

/// One match of each path of a group; nothing where an optional path matched nothing when the set
/// was made.
struct PathSet {
  std::vector<std::optional<std::string>> members;

  friend bool operator==(const PathSet&, const PathSet&) = default;
};

/// Pairs the matches of a group's paths to sets, and keeps the pairs that it has made: a set that
/// exists keeps its members for as long as this object lives. A value; pure.
///
/// From nothing, set i takes element i of each path's matches, repeated `limit` times end to end;
/// there are as many sets as the path with most matches has matches, or as the shortest repeated
/// list reaches. An optional path without matches is left out.
class Pairing {
 public:
  /// Whether a set that is not whole may be given up because others need its members.
  using MayGiveUp = std::function<bool(const PathSet&)>;

  /// Whether every member that is not optional is still matched.
  static bool IsWhole(const PathSet& set, const std::vector<PathMatches>& paths);

  /// Takes what the paths match now. With `keep_broken` sets that are not whole stay, unless new
  /// ones can be made only of their members.
  void Update(const std::vector<PathMatches>& paths, bool keep_broken,
              const MayGiveUp& may_give_up);

  /// In the order in which they were made.
  const std::vector<PathSet>& sets() const { return sets_; }

 private:
  std::vector<PathSet> sets_;
};

}  // namespace davit::generic
