// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/backends/generic/dev_origin.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

namespace davit::generic {
namespace {

std::vector<std::string_view> Split(std::string_view line) {
  std::vector<std::string_view> words;
  while (!line.empty()) {
    const std::string_view word = line.substr(0, line.find(' '));
    line.remove_prefix(std::min(line.size(), word.size() + 1));
    if (!word.empty()) words.push_back(word);
  }
  return words;
}

}  // namespace

std::optional<std::string> WhyDevIsNotTheHosts(std::string_view mountinfo, std::string_view dev) {
  if (mountinfo.empty()) return std::nullopt;
  std::string_view type;
  while (!mountinfo.empty()) {
    const std::string_view line = mountinfo.substr(0, mountinfo.find('\n'));
    mountinfo.remove_prefix(std::min(mountinfo.size(), line.size() + 1));
    // proc(5): the mount point is the fifth word; the type follows the word "-".
    const std::vector<std::string_view> words = Split(line);
    const auto dash = std::ranges::find(words, "-");
    if (words.size() < 5 || words[4] != dev || dash == words.end() || dash + 1 == words.end()) {
      continue;
    }
    type = *(dash + 1);  // the last one mounted there is the one seen
  }
  if (type == "devtmpfs") return std::nullopt;
  const std::string what = type.empty() ? "no file system of its own" : fmt::format("a {}", type);
  return fmt::format(
      "{} is {}, not the host's devtmpfs: devices that come or go later may not be seen; mount the "
      "host's /dev there (in a DaemonSet, a hostPath volume)",
      dev, what);
}

}  // namespace davit::generic
