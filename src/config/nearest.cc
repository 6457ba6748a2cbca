// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/config/nearest.h"

#include <algorithm>
#include <cstddef>
#include <limits>

namespace davit::config {
namespace {

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Edit distance with swaps of neighbours (optimal string alignment).
std::size_t Distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> cost(a.size() + 1,
                                             std::vector<std::size_t>(b.size() + 1, 0));
  for (std::size_t i = 0; i <= a.size(); ++i) cost[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) cost[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = Lower(a[i - 1]) == Lower(b[j - 1]);
      cost[i][j] =
          std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, cost[i - 1][j - 1] + (same ? 0u : 1u)});
      if (i > 1 && j > 1 && Lower(a[i - 1]) == Lower(b[j - 2]) &&
          Lower(a[i - 2]) == Lower(b[j - 1])) {
        cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
      }
    }
  }
  return cost[a.size()][b.size()];
}

}  // namespace

std::string_view Nearest(std::string_view word, std::span<const std::string_view> known) {
  constexpr std::size_t kLongestWord = 64;  // nothing known is longer
  if (word.size() > kLongestWord) return {};
  std::string_view best;
  std::size_t best_distance = std::numeric_limits<std::size_t>::max();
  for (std::string_view candidate : known) {
    const std::size_t distance = Distance(word, candidate);
    const std::size_t longer = std::max(word.size(), candidate.size());
    if (distance < best_distance && distance * 2 <= longer && distance < longer) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

std::string ExpectedOneOf(std::string_view word, std::span<const std::string_view> known) {
  if (known.empty()) return "; expected nothing here";
  std::string text = known.size() == 1 ? "; expected " : "; expected one of ";
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (i > 0) text += ", ";
    text += known[i];
  }
  if (const std::string_view near = Nearest(word, known); !near.empty()) {
    text += "; did you mean \"";
    text += near;
    text += "\"?";
  }
  return text;
}

}  // namespace davit::config
