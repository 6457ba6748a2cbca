// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include <algorithm>

#include "davit/config.h"

namespace davit {

ConfigNode ConfigNode::Scalar(std::string text, bool quoted) {
  ConfigNode node;
  node.kind = Kind::kScalar;
  node.text = std::move(text);
  node.quoted = quoted;
  return node;
}

ConfigNode ConfigNode::List(std::vector<ConfigNode> items) {
  ConfigNode node;
  node.kind = Kind::kList;
  node.list = std::move(items);
  return node;
}

ConfigNode ConfigNode::Map(std::vector<std::pair<std::string, ConfigNode>> entries) {
  ConfigNode node;
  node.kind = Kind::kMap;
  node.map.reserve(entries.size());
  for (auto& entry : entries) {
    node.map.push_back({std::move(entry.first), {}, std::move(entry.second)});
  }
  return node;
}

const ConfigNode* ConfigNode::Find(std::string_view key) const {
  const auto entry =
      std::find_if(map.begin(), map.end(), [&](const Entry& each) { return each.key == key; });
  return entry == map.end() ? nullptr : &entry->value;
}

bool operator==(const ConfigNode& a, const ConfigNode& b) {
  return a.kind == b.kind && a.text == b.text && a.quoted == b.quoted && a.list == b.list &&
         a.map == b.map;
}

}  // namespace davit
