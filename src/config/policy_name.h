// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "src/config/rules.h"

namespace davit::config {

/// The policies by the names that a config uses.
inline constexpr std::array<std::pair<std::string_view, Policy>, 4> kPolicies = {{
    {"packed", Policy::kPacked},
    {"spread", Policy::kSpread},
    {"numa", Policy::kNuma},
    {"topology", Policy::kTopology},
}};

constexpr std::string_view PolicyName(Policy policy) {
  for (const auto& [name, value] : kPolicies) {
    if (value == policy) return name;
  }
  return "?";
}

constexpr std::optional<Policy> PolicyNamed(std::string_view text) {
  for (const auto& [name, value] : kPolicies) {
    if (name == text) return value;
  }
  return std::nullopt;
}

}  // namespace davit::config
