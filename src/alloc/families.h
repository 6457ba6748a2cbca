// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "src/alloc/choice.h"

namespace davit::alloc {

/// A fraction of shares in use, compared without rounding.
struct Load {
  std::uint64_t used = 0;
  std::uint64_t all = 1;

  friend bool operator<(const Load& a, const Load& b) { return a.used * b.all < b.used * a.all; }
};

/// The devices of one parent (a device without a parent is its own family) and how much they are
/// used, by others and by the answer so far.
struct Family {
  Load load{0, 0};
  std::vector<std::size_t> eligible;  ///< sorted by id
  bool touched = false;               ///< the answer holds one of it
};

/// The families that have eligible devices, in the order of their first eligible device.
std::vector<Family> FamiliesOf(const Round& round);

/// How much one device is used.
Load LoadOf(const Round& round, std::size_t device);

}  // namespace davit::alloc
