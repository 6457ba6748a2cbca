// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include <string>

#include <benchmark/benchmark.h>

#include "src/alloc/preferred.h"

namespace davit::alloc {
namespace {

/// `count` candidates, `shares` to a device, eight devices to a parent, two NUMA nodes; with links
/// where `linked`.
void Ask(benchmark::State& state, config::Policy policy, std::size_t shares, bool linked) {
  const auto count = static_cast<std::size_t>(state.range(0));
  Topology topology;
  std::vector<Candidate> candidates;
  for (std::size_t device = 0; device < count / shares; ++device) {
    topology.devices.push_back({.id = "device-" + std::to_string(device),
                                .parent = "parent-" + std::to_string(device / 8),
                                .numa = {NumaNode{static_cast<int>(device / 8 % 2)}},
                                .shares_held = 0,
                                .shares_in_all = shares});
    for (std::size_t share = 0; share < shares; ++share) {
      candidates.push_back({"device-" + std::to_string(device) + "::" + std::to_string(share),
                            device, share, false});
    }
  }
  const std::size_t devices = topology.devices.size();
  if (linked) {
    topology.weight.assign(devices * devices, 1);
    for (std::size_t i = 0; i < devices; ++i) {
      for (std::size_t j = 0; j < devices; ++j) {
        if (i / 4 == j / 4) topology.weight[i * devices + j] = 10;
      }
    }
  }
  for (auto _ : state) {
    auto answer = Preferred(policy, topology, candidates, std::max<std::size_t>(1, count / 2));
    benchmark::DoNotOptimize(answer);
  }
  state.SetComplexityN(state.range(0));
}

BENCHMARK_CAPTURE(Ask, packed, config::Policy::kPacked, 1, false)->Arg(8)->Arg(10'000);
BENCHMARK_CAPTURE(Ask, packed_shared, config::Policy::kPacked, 10, false)->Arg(10'000);
BENCHMARK_CAPTURE(Ask, spread, config::Policy::kSpread, 1, false)->Arg(8)->Arg(10'000);
BENCHMARK_CAPTURE(Ask, spread_shared, config::Policy::kSpread, 10, false)->Arg(10'000);
BENCHMARK_CAPTURE(Ask, numa, config::Policy::kNuma, 1, false)->Arg(8)->Arg(10'000);
BENCHMARK_CAPTURE(Ask, topology_without_links, config::Policy::kTopology, 1, false)->Arg(10'000);
BENCHMARK_CAPTURE(Ask, topology_exact, config::Policy::kTopology, 1, true)->Arg(8)->Arg(16);
BENCHMARK_CAPTURE(Ask, topology_greedy, config::Policy::kTopology, 1, true)->Arg(64)->Arg(512);

}  // namespace
}  // namespace davit::alloc
