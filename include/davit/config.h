// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace davit {

/// A place in a configuration file, for messages. Lines and columns count from 1; 0 is "nowhere"
/// (a value that a program made).
struct Mark {
  int line = 0;
  int column = 0;
};

/// A configuration value as it was written: davit's own tree, so that every error can name file,
/// line and column, and so that duplicate keys, aliases, depth and size are bounded while parsing.
/// A plain value; equality ignores the marks.
struct ConfigNode {
  enum class Kind { kNull, kScalar, kList, kMap };
  struct Entry;

  Kind kind = Kind::kNull;
  Mark mark;
  std::string text;     ///< of a scalar, as written
  bool quoted = false;  ///< a quoted scalar is never a number, bool or null
  std::vector<ConfigNode> list;
  std::vector<Entry> map;  ///< in the order written; keys unique

  static ConfigNode Scalar(std::string text, bool quoted = false);
  static ConfigNode List(std::vector<ConfigNode> items);
  static ConfigNode Map(std::vector<std::pair<std::string, ConfigNode>> entries);

  bool is_null() const { return kind == Kind::kNull; }
  bool is_scalar() const { return kind == Kind::kScalar; }
  bool is_list() const { return kind == Kind::kList; }
  bool is_map() const { return kind == Kind::kMap; }

  /// The value under a key of a map, or nullptr.
  const ConfigNode* Find(std::string_view key) const;

  friend bool operator==(const ConfigNode& a, const ConfigNode& b);
};

struct ConfigNode::Entry {
  std::string key;
  Mark mark;
  ConfigNode value;

  friend bool operator==(const Entry& a, const Entry& b) {
    return a.key == b.key && a.value == b.value;
  }
};

}  // namespace davit
