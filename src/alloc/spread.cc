// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include <algorithm>
#include <queue>
#include <utility>

#include "src/alloc/choice.h"
#include "src/alloc/families.h"

namespace davit::alloc {

std::vector<std::size_t> ChooseSpread(const Round& round) {
  std::vector<Family> families = FamiliesOf(round);
  for (Family& family : families) {
    std::stable_sort(
        family.eligible.begin(), family.eligible.end(),
        [&](std::size_t a, std::size_t b) { return LoadOf(round, a) < LoadOf(round, b); });
  }
  struct Next {
    std::size_t family;
    std::size_t at;  ///< which of its devices is the next
  };
  // Least used parent, then least used device, then the order of the ids.
  const auto later = [&](const Next& a, const Next& b) {
    const Family& first = families[a.family];
    const Family& second = families[b.family];
    if (first.load < second.load) return false;
    if (second.load < first.load) return true;
    const std::size_t device = first.eligible[a.at];
    const std::size_t other = second.eligible[b.at];
    const Load load = LoadOf(round, device);
    const Load other_load = LoadOf(round, other);
    if (load < other_load) return false;
    if (other_load < load) return true;
    return round.topology.devices[other].id < round.topology.devices[device].id;
  };
  std::priority_queue<Next, std::vector<Next>, decltype(later)> queue(later);
  for (std::size_t i = 0; i < families.size(); ++i) queue.push({i, 0});
  std::vector<std::size_t> chosen;
  while (chosen.size() < round.size) {
    const Next next = queue.top();
    queue.pop();
    Family& family = families[next.family];
    chosen.push_back(family.eligible[next.at]);
    ++family.load.used;  // of a family that is not in the queue now
    if (next.at + 1 < family.eligible.size()) queue.push({next.family, next.at + 1});
  }
  return chosen;
}

}  // namespace davit::alloc
