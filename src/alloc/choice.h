// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "src/alloc/preferred.h"

namespace davit::alloc {

/// One round of a choice, in physical devices: `size` of the `eligible` ones, no device twice.
/// Devices are indices into topology.devices; the spans are sorted by id, so that an answer cannot
/// depend on the order of the question.
struct Round {
  const Topology& topology;
  std::span<const std::size_t> eligible;
  std::span<const std::size_t> chosen;  ///< devices that the answer holds already, each once
  std::span<const std::size_t> taken;   ///< by device: how many of its shares the answer holds
  std::size_t size = 0;                 ///< 1 to eligible.size()
};

// The policies: each returns `size` of the eligible devices in the order chosen. Pure.

/// Fewest parents; among those the most used ones; then the most used devices.
std::vector<std::size_t> ChoosePacked(const Round& round);
/// Always the device whose parent, and which itself, is least used.
std::vector<std::size_t> ChooseSpread(const Round& round);
/// Fewest NUMA nodes; among those the ones that leave least over.
std::vector<std::size_t> ChooseNuma(const Round& round);
/// The greatest sum of link weights among all chosen; then the greatest sum among the devices left;
/// then the lowest ids. Exact for 16 devices (and wherever there are few ways to choose), greedy
/// with improvement beyond.
std::vector<std::size_t> ChooseTopology(const Round& round);

}  // namespace davit::alloc
