// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include <algorithm>
#include <bit>
#include <cstdint>
#include <map>
#include <optional>

#include "src/alloc/choice.h"

namespace davit::alloc {
namespace {

/// The NUMA nodes that occur, as bits; those beyond kExactNodes are looked at only one by one.
constexpr std::size_t kExactNodes = 12;

using NodeSet = std::uint64_t;

class NumaChoice {
 public:
  explicit NumaChoice(const Round& round) : round_(round) {
    for (std::size_t device : round.eligible) Note(device);
    for (std::size_t device : round.chosen) Note(device);
    int bit = 0;
    for (auto& [node, index] : bits_) index = bit++;
    for (std::size_t device : round.eligible) ++eligible_[SetOf(device)];
    for (std::size_t device : round.chosen) ++chosen_[SetOf(device)];
  }

  std::vector<std::size_t> Choose() const {
    const NodeSet nodes = bits_.size() <= kExactNodes ? FewestNodes() : GreedyNodes();
    std::vector<std::size_t> fitting;
    for (std::size_t device : round_.eligible) {
      if (Fits(SetOf(device), nodes)) fitting.push_back(device);
    }
    // Those known to be near before those of which nothing is known.
    std::stable_partition(fitting.begin(), fitting.end(),
                          [this](std::size_t device) { return SetOf(device) != 0; });
    fitting.resize(round_.size);
    return fitting;
  }

 private:
  void Note(std::size_t device) {
    for (NumaNode node : round_.topology.devices[device].numa) {
      if (bits_.size() < 64) bits_.emplace(node.value, 0);
    }
  }

  NodeSet SetOf(std::size_t device) const {
    NodeSet set = 0;
    for (NumaNode node : round_.topology.devices[device].numa) {
      const auto found = bits_.find(node.value);
      if (found != bits_.end()) set |= NodeSet{1} << found->second;
    }
    return set;
  }

  /// A device is at home on any of its nodes; one without is at home everywhere.
  static bool Fits(NodeSet device, NodeSet nodes) { return device == 0 || (device & nodes) != 0; }

  static std::size_t Count(const std::map<NodeSet, std::size_t>& devices, NodeSet nodes) {
    std::size_t count = 0;
    for (const auto& [set, number] : devices) count += Fits(set, nodes) ? number : 0;
    return count;
  }

  bool CoversChosen(NodeSet nodes) const {
    return std::all_of(chosen_.begin(), chosen_.end(),
                       [nodes](const auto& entry) { return Fits(entry.first, nodes); });
  }

  /// Of the smallest sets of nodes that hold enough: the one that leaves the fewest devices over,
  /// then the lowest nodes.
  NodeSet FewestNodes() const {
    struct Found {
      NodeSet nodes;
      int size;
      std::size_t devices;
    };
    std::optional<Found> best;
    for (NodeSet nodes = 0; nodes < NodeSet{1} << bits_.size(); ++nodes) {
      const int size = std::popcount(nodes);
      if (best && size > best->size) continue;
      if (!CoversChosen(nodes)) continue;
      const std::size_t devices = Count(eligible_, nodes);
      if (devices < round_.size) continue;
      if (!best || size < best->size || devices < best->devices) best = {nodes, size, devices};
    }
    return best ? best->nodes : ~NodeSet{0};
  }

  NodeSet GreedyNodes() const {
    NodeSet nodes = 0;
    for (const auto& [set, number] : chosen_) {
      if (!Fits(set, nodes)) nodes |= set & (~set + 1);
    }
    while (Count(eligible_, nodes) < round_.size) {
      NodeSet best = 0;
      std::size_t best_devices = 0;
      for (std::size_t bit = 0; bit < bits_.size(); ++bit) {
        const NodeSet with = nodes | NodeSet{1} << bit;
        const std::size_t devices = Count(eligible_, with);
        if (with != nodes && devices > best_devices) {
          best = with;
          best_devices = devices;
        }
      }
      nodes = best;
    }
    return nodes;
  }

  const Round& round_;
  std::map<int, int> bits_;
  std::map<NodeSet, std::size_t> eligible_;
  std::map<NodeSet, std::size_t> chosen_;
};

}  // namespace

std::vector<std::size_t> ChooseNuma(const Round& round) { return NumaChoice(round).Choose(); }

}  // namespace davit::alloc
