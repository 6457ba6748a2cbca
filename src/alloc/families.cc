// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/alloc/families.h"

#include <limits>
#include <string_view>
#include <unordered_map>

namespace davit::alloc {
namespace {

std::string_view FamilyName(const Topology::Node& node) {
  return node.parent.empty() ? node.id : node.parent;
}

}  // namespace

Load LoadOf(const Round& round, std::size_t device) {
  const Topology::Node& node = round.topology.devices[device];
  // More in use than there are (the sharing was just lowered) is simply full.
  const std::uint64_t all = node.shares_in_all == 0 ? 1 : node.shares_in_all;
  return {node.shares_held + round.taken[device], all};
}

std::vector<Family> FamiliesOf(const Round& round) {
  std::vector<Family> families;
  std::unordered_map<std::string_view, std::size_t> index;
  for (std::size_t device : round.eligible) {
    const auto [at, added] =
        index.emplace(FamilyName(round.topology.devices[device]), families.size());
    if (added) families.emplace_back();
    families[at->second].eligible.push_back(device);
  }
  for (std::size_t device = 0; device < round.topology.devices.size(); ++device) {
    const auto found = index.find(FamilyName(round.topology.devices[device]));
    if (found == index.end()) continue;
    Family& family = families[found->second];
    const Load load = LoadOf(round, device);
    family.load.used += load.used;
    family.load.all += load.all;
    family.touched = family.touched || round.taken[device] > 0;
  }
  return families;
}

}  // namespace davit::alloc
