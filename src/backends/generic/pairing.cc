// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/backends/generic/pairing.h"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

namespace davit::generic {
namespace {

bool Matches(const PathMatches& path, const std::string& member) {
  return std::ranges::binary_search(path.matches, member);
}

/// How many sets these matches make from nothing.
std::size_t SetCount(const std::vector<PathMatches>& paths) {
  std::size_t longest = 0;
  std::size_t shortest_repeated = std::numeric_limits<std::size_t>::max();
  for (const PathMatches& path : paths) {
    const std::size_t size = path.matches.size();
    if (size == 0 && path.optional) continue;
    longest = std::max(longest, size);
    shortest_repeated = std::min(shortest_repeated, size * static_cast<std::size_t>(path.limit));
  }
  return std::min(longest, shortest_repeated);
}

/// The repeated list of a path without what `sets` use of it, at most `most` long.
std::vector<std::string> Unused(const PathMatches& path, std::size_t position,
                                const std::vector<PathSet>& sets, std::size_t most) {
  std::map<std::string, int> used;
  for (const PathSet& set : sets) {
    if (set.members[position]) ++used[*set.members[position]];
  }
  std::vector<std::string> unused;
  for (int round = 0; round < path.limit && unused.size() < most; ++round) {
    for (const std::string& match : path.matches) {
      const auto found = used.find(match);
      if (found != used.end() && found->second > round) continue;
      unused.push_back(match);
    }
  }
  if (unused.size() > most) unused.resize(most);
  return unused;
}

/// `sets` and up to `wanted` new ones behind them.
std::vector<PathSet> WithNewSets(const std::vector<PathMatches>& paths, std::vector<PathSet> sets,
                                 std::size_t wanted) {
  std::vector<std::vector<std::string>> unused(paths.size());
  std::size_t possible = wanted;
  for (std::size_t k = 0; k < paths.size(); ++k) {
    if (paths[k].matches.empty() && paths[k].optional) continue;
    unused[k] = Unused(paths[k], k, sets, wanted);
    possible = std::min(possible, unused[k].size());
  }
  for (std::size_t i = 0; i < possible; ++i) {
    PathSet& set = sets.emplace_back();
    for (const std::vector<std::string>& list : unused) {
      set.members.push_back(list.empty() ? std::nullopt : std::optional(list[i]));
    }
  }
  return sets;
}

}  // namespace

bool Pairing::IsWhole(const PathSet& set, const std::vector<PathMatches>& paths) {
  for (std::size_t k = 0; k < paths.size(); ++k) {
    const auto& member = set.members[k];
    if (member && !paths[k].optional && !Matches(paths[k], *member)) return false;
  }
  return std::ranges::any_of(paths, [&, k = std::size_t{0}](const PathMatches& path) mutable {
    const auto& member = set.members[k++];
    return member && Matches(path, *member);
  });
}

void Pairing::Update(const std::vector<PathMatches>& paths, bool keep_broken,
                     const MayGiveUp& may_give_up) {
  const auto is_broken = [&](const PathSet& set) { return !IsWhole(set, paths); };
  if (!keep_broken) std::erase_if(sets_, is_broken);
  const std::size_t whole =
      sets_.size() - static_cast<std::size_t>(std::ranges::count_if(sets_, is_broken));
  const std::size_t target = SetCount(paths);
  if (target <= whole) return;

  const std::size_t wanted = target - whole;
  std::vector<PathSet> best = WithNewSets(paths, sets_, wanted);
  std::size_t made = best.size() - sets_.size();
  std::vector<PathSet> fewer = sets_;
  while (made < wanted) {
    const auto given_up = std::ranges::find_if(
        fewer, [&](const PathSet& set) { return is_broken(set) && may_give_up(set); });
    if (given_up == fewer.end()) break;
    fewer.erase(given_up);
    std::vector<PathSet> tried = WithNewSets(paths, fewer, wanted);
    if (tried.size() - fewer.size() <= made) continue;
    made = tried.size() - fewer.size();
    best = std::move(tried);
  }
  sets_ = std::move(best);
}

}  // namespace davit::generic
