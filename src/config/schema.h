// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "davit/config.h"
#include "davit/result.h"

namespace davit::config {

/// What a key's value must look like.
enum class KeyType {
  kString,
  kInteger,
  kNumber,
  kBool,
  kDuration,    ///< "50ms", "10s", "5m"
  kMap,         ///< of the keys in `children`
  kListOfMap,   ///< each of the keys in `children`
  kList,        ///< of strings
  kDictionary,  ///< free keys, each value a map of `children` (or a string where there are none)
  kAny,         ///< checked by `check` or by whoever reads it
};

/// One line of the one table of keys: what `davit config keys` prints and what a file is checked
/// against are the same. Tables are constants with static lifetime.
struct Key {
  std::string_view name;
  KeyType type = KeyType::kString;
  std::string_view default_text;  ///< as a user would write it; empty: none
  std::string_view meaning;       ///< one sentence
  bool required = false;
  std::span<const Key> children = {};
  /// More than the type: an error says what was expected. May be null.
  Result<> (*check)(const ConfigNode& value) = nullptr;
};

using KeyTable = std::span<const Key>;

}  // namespace davit::config
