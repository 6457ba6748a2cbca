// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/alloc/preferred.h"

#include <algorithm>
#include <limits>
#include <string_view>
#include <tuple>
#include <unordered_set>

#include "src/alloc/choice.h"

namespace davit::alloc {
namespace {

/// The candidates of one device that are still to be had, the lowest share last.
using Shares = std::vector<const Candidate*>;

class Chooser {
 public:
  Chooser(config::Policy policy, const Topology& topology)
      : policy_(policy), topology_(topology), taken_(topology.devices.size()) {}

  std::vector<std::string> Choose(std::span<const Candidate> candidates, std::size_t size) {
    Sort(candidates);
    for (const Candidate* candidate : must_include_) Take(*candidate);
    while (answer_.size() < size && !open_.empty()) ChooseRound(size - answer_.size());
    for (const Candidate* candidate : unknown_) {
      if (answer_.size() == size) break;
      answer_.push_back(candidate->id);
    }
    return std::move(answer_);
  }

 private:
  bool IsKnown(const Candidate& candidate) const {
    return candidate.device < topology_.devices.size();
  }

  /// Everything in one fixed order, whatever the order it came in: by device, then by share.
  void Sort(std::span<const Candidate> candidates) {
    std::vector<const Candidate*> sorted;
    std::unordered_set<std::string_view> ids;
    for (const bool must_include : {true, false}) {
      for (const Candidate& candidate : candidates) {
        if (candidate.must_include == must_include && ids.insert(candidate.id).second) {
          sorted.push_back(&candidate);
        }
      }
    }
    std::sort(sorted.begin(), sorted.end(), [this](const Candidate* a, const Candidate* b) {
      return std::tuple(!IsKnown(*a), IdOf(*a), a->share, std::string_view(a->id)) <
             std::tuple(!IsKnown(*b), IdOf(*b), b->share, std::string_view(b->id));
    });
    shares_.resize(topology_.devices.size());
    for (const Candidate* candidate : sorted) {
      if (candidate->must_include) {
        must_include_.push_back(candidate);
      } else if (!IsKnown(*candidate)) {
        unknown_.push_back(candidate);
      } else {
        if (shares_[candidate->device].empty()) open_.push_back(candidate->device);
        shares_[candidate->device].push_back(candidate);
      }
    }
    for (std::size_t device : open_) std::reverse(shares_[device].begin(), shares_[device].end());
  }

  std::string_view IdOf(const Candidate& candidate) const {
    return IsKnown(candidate) ? std::string_view(topology_.devices[candidate.device].id)
                              : std::string_view(candidate.id);
  }

  void Take(const Candidate& candidate) {
    answer_.push_back(candidate.id);
    if (!IsKnown(candidate)) return;
    if (taken_[candidate.device]++ == 0) {
      const auto by_id = [this](std::size_t a, std::size_t b) {
        return topology_.devices[a].id < topology_.devices[b].id;
      };
      chosen_.insert(std::upper_bound(chosen_.begin(), chosen_.end(), candidate.device, by_id),
                     candidate.device);
    }
  }

  /// Distinct devices first: a round gives one share of each of the devices that the answer holds
  /// least of.
  void ChooseRound(std::size_t missing) {
    std::size_t least = std::numeric_limits<std::size_t>::max();
    for (std::size_t device : open_) least = std::min(least, taken_[device]);
    std::vector<std::size_t> eligible;
    for (std::size_t device : open_) {
      if (taken_[device] == least) eligible.push_back(device);
    }
    const Round round{topology_, eligible, chosen_, taken_, std::min(missing, eligible.size())};
    for (std::size_t device : ChooseDevices(round)) {
      const Candidate* candidate = shares_[device].back();
      shares_[device].pop_back();
      Take(*candidate);
    }
    std::erase_if(open_, [this](std::size_t device) { return shares_[device].empty(); });
  }

  std::vector<std::size_t> ChooseDevices(const Round& round) const {
    switch (policy_) {
      case config::Policy::kPacked:
        return ChoosePacked(round);
      case config::Policy::kSpread:
        return ChooseSpread(round);
      case config::Policy::kNuma:
        return ChooseNuma(round);
      case config::Policy::kTopology:
        return ChooseTopology(round);
    }
    return ChooseSpread(round);
  }

  config::Policy policy_;
  const Topology& topology_;
  std::vector<std::size_t> taken_;   ///< by device: shares of it in the answer
  std::vector<std::size_t> chosen_;  ///< devices in the answer, by id
  std::vector<std::size_t> open_;    ///< devices with shares to be had, by id
  std::vector<Shares> shares_;       ///< by device
  std::vector<const Candidate*> must_include_;
  std::vector<const Candidate*> unknown_;
  std::vector<std::string> answer_;
};

}  // namespace

Result<std::vector<std::string>> Preferred(config::Policy policy, const Topology& topology,
                                           std::span<const Candidate> candidates,
                                           std::size_t size) {
  std::unordered_set<std::string_view> required;
  for (const Candidate& candidate : candidates) {
    if (candidate.must_include) required.insert(candidate.id);
  }
  if (required.size() > size) {
    return Error{Code::kInvalidArgument, std::to_string(required.size()) +
                                             " ids must be included, but only " +
                                             std::to_string(size) + " are asked for"};
  }
  return Chooser(policy, topology).Choose(candidates, size);
}

}  // namespace davit::alloc
