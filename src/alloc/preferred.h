// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "davit/device.h"
#include "davit/result.h"
#include "src/config/rules.h"

namespace davit::alloc {

/// One wire id that may be chosen, with what is known of the physical device behind it.
struct Candidate {
  std::string id;          ///< the wire id
  std::size_t device = 0;  ///< index in Topology::devices; beyond its end: not known, taken last
  std::size_t share = 0;   ///< which share of the device (0 for the first)
  bool must_include = false;
};

/// The physical side of a choice: what a policy may look at. Pointers and spans outlive the call.
struct Topology {
  struct Node {
    std::string id;      ///< for a stable order
    std::string parent;  ///< id of the device it is a part of, or empty
    std::vector<NumaNode> numa;
    std::size_t shares_held = 0;  ///< shares of it in use beyond the candidates
    std::size_t shares_in_all = 1;
  };
  std::vector<Node> devices;
  /// weight[i * devices.size() + j], symmetric; empty when there are no links.
  std::vector<double> weight;
};

/// The preferred `size` of `candidates`: must-includes first, then the policy's choice, in the
/// order chosen. Pure and deterministic: the same sets give the same answer whatever their order.
/// Fewer than `size` when there are fewer candidates. Shared devices: distinct physical devices
/// first (`distinct`), whatever the policy.
/// Errors: kInvalidArgument when more must be included than `size`.
Result<std::vector<std::string>> Preferred(config::Policy policy, const Topology& topology,
                                           std::span<const Candidate> candidates, std::size_t size);

}  // namespace davit::alloc
