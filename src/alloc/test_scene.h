// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "src/alloc/preferred.h"

namespace davit::alloc {

/// Devices and candidates to choose from. Device "a" with three shares has the ids "a0" to "a2".
struct Scene {
  Topology topology = {};
  std::vector<Candidate> candidates = {};

  struct Spec {
    std::size_t shares = 1;  ///< that may be chosen
    std::size_t held = 0;    ///< besides
    std::string parent = {};
    std::vector<NumaNode> numa = {};
  };

  std::size_t Add(const std::string& id) { return Add(id, Spec{}); }
  std::size_t Add(const std::string& id, Spec spec) {
    const std::size_t device = topology.devices.size();
    topology.devices.push_back({.id = id,
                                .parent = std::move(spec.parent),
                                .numa = std::move(spec.numa),
                                .shares_held = spec.held,
                                .shares_in_all = spec.shares + spec.held});
    for (std::size_t n = 0; n < spec.shares; ++n) {
      candidates.push_back({id + std::to_string(n), device, n, false});
    }
    return device;
  }

  /// REQUIRES: every device has been added.
  void Link(std::size_t a, std::size_t b, double weight) {
    const std::size_t count = topology.devices.size();
    topology.weight.resize(count * count);
    topology.weight[a * count + b] = weight;
    topology.weight[b * count + a] = weight;
  }

  void MustInclude(std::string_view id) {
    for (Candidate& candidate : candidates) {
      candidate.must_include = candidate.must_include || candidate.id == id;
    }
  }

  std::vector<std::string> Ask(config::Policy policy, std::size_t size) const {
    auto answer = Preferred(policy, topology, candidates, size);
    EXPECT_TRUE(answer.ok());
    return answer.ok() ? *answer : std::vector<std::string>();
  }
};

}  // namespace davit::alloc
