// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "davit/config.h"
#include "davit/result.h"
#include "src/config/problems.h"

namespace davit::config {

/// What a key's value must look like.
enum class KeyType {
  kString,
  kInteger,
  kNumber,
  kBool,
  kDuration,    ///< "50ms", "10s", "5m"
  kMap,         ///< of the keys in `children`; without children, of keys that are checked elsewhere
  kListOfMap,   ///< each of the keys in `children`
  kList,        ///< of strings
  kDictionary,  ///< free keys, each value a map of `children` (or a string where there are none)
  kAny,         ///< checked by `check`, by `inspect` or by whoever reads it
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
  /// More than the type: an error says what was expected. Asked only when the type fits. May be
  /// null.
  Result<> (*check)(const ConfigNode& value) = nullptr;
  /// More than one value: reports every problem inside `value` at its own place. Asked only when
  /// everything inside has passed the table. May be null.
  void (*inspect)(const ConfigNode& value, Problems& problems) = nullptr;
};

using KeyTable = std::span<const Key>;

/// What becomes of a key that no table knows.
enum class UnknownKeys {
  kRefuse,
  kWarn,  ///< for the files of other plugins, which grow keys that we need not know
};

/// Checks a map, and all below it, against its table: unknown keys (with the nearest known one),
/// wrong types, missing required keys, then `check` and `inspect`. `where` is the path of the map
/// for messages ("backends.generic", "resources[0]"; empty at the top). Nothing at all counts as an
/// empty map, list or dictionary. Returns whether this call added no error.
bool CheckMap(const ConfigNode& node, KeyTable table, std::string_view where, Problems& problems,
              UnknownKeys unknown = UnknownKeys::kRefuse);

/// One line of the printed table.
struct KeyRow {
  std::string path;  ///< "resources[].sharing.count"
  std::string type;
  std::string default_text;  ///< "required" where the key is
  std::string meaning;
};

/// The rows of a table and of everything below it, in the table's order.
std::vector<KeyRow> KeyRows(KeyTable table, std::string_view prefix = "");

/// The rows as a Markdown table with a head: Key, Type, Default, Meaning.
std::string KeysMarkdown(std::span<const KeyRow> rows);

/// "whole number", "list of strings": how a type is called in the printed table.
std::string_view TypeName(KeyType type);

}  // namespace davit::config
