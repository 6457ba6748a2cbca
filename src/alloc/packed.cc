// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include <algorithm>
#include <utility>

#include "src/alloc/choice.h"
#include "src/alloc/families.h"

namespace davit::alloc {
namespace {

/// Most used first; the order of ids among equals.
void SortByUse(const Round& round, std::vector<std::size_t>& devices) {
  std::stable_sort(devices.begin(), devices.end(), [&](std::size_t a, std::size_t b) {
    return LoadOf(round, b) < LoadOf(round, a);
  });
}

}  // namespace

std::vector<std::size_t> ChoosePacked(const Round& round) {
  std::vector<Family> families = FamiliesOf(round);
  // Families that the answer holds already cost nothing; then the largest, so that few are enough.
  std::stable_sort(families.begin(), families.end(), [](const Family& a, const Family& b) {
    if (a.touched != b.touched) return a.touched;
    if (!a.touched && a.eligible.size() != b.eligible.size()) {
      return a.eligible.size() > b.eligible.size();
    }
    return b.load < a.load;
  });
  // The one that completes the answer need not be the largest: the most used that is enough, and
  // among those the smallest.
  const auto completes_better = [](const Family& a, const Family& b) {
    if (b.load < a.load) return true;
    if (a.load < b.load) return false;
    return a.eligible.size() < b.eligible.size();
  };
  std::vector<std::size_t> chosen;
  for (auto family = families.begin(); chosen.size() < round.size; ++family) {
    const std::size_t missing = round.size - chosen.size();
    if (!family->touched && family->eligible.size() >= missing) {
      auto best = family;
      for (auto other = family; other != families.end() && other->eligible.size() >= missing;
           ++other) {
        if (completes_better(*other, *best)) best = other;
      }
      std::swap(*family, *best);
    }
    SortByUse(round, family->eligible);
    const std::size_t take = std::min(missing, family->eligible.size());
    chosen.insert(chosen.end(), family->eligible.begin(),
                  family->eligible.begin() + static_cast<std::ptrdiff_t>(take));
  }
  return chosen;
}

}  // namespace davit::alloc
