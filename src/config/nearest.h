// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace davit::config {

/// The known word that a misspelt one most likely meant: fewest letters inserted, removed, changed
/// or swapped, the case ignored; empty when none is near enough to be worth saying.
std::string_view Nearest(std::string_view word, std::span<const std::string_view> known);

/// `; expected one of "a", "b"; did you mean "a"?`: the tail of a message about a word that is not
/// known. Empty `known`: "; expected nothing here".
std::string ExpectedOneOf(std::string_view word, std::span<const std::string_view> known);

}  // namespace davit::config
