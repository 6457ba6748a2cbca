// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include <cmath>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/core.h>

#include "src/config/davit_keys.h"
#include "src/config/policy_name.h"
#include "src/config/to_yaml.h"
#include "src/config/values.h"
#include "src/model/outlet.h"

namespace davit::config {
namespace {

using Entries = std::vector<std::pair<std::string, ConfigNode>>;

ConfigNode IntegerNode(std::int64_t value) { return ConfigNode::Scalar(std::to_string(value)); }

ConfigNode NumberNode(double value) {
  constexpr double kExact = 9007199254740992.0;  // 2^53
  if (std::trunc(value) == value && std::abs(value) < kExact) {
    return IntegerNode(static_cast<std::int64_t>(value));
  }
  return ConfigNode::Scalar(fmt::format("{}", value));
}

ConfigNode BoolNode(bool value) { return ConfigNode::Scalar(value ? "true" : "false"); }

ConfigNode ConditionNode(const Condition& condition);

struct ConditionWriter {
  ConfigNode operator()(const AttributeValue& value) const {
    if (const auto* text = std::get_if<std::string>(&value)) return StringNode(*text);
    if (const auto* number = std::get_if<std::int64_t>(&value)) return IntegerNode(*number);
    return BoolNode(std::get<bool>(value));
  }
  ConfigNode operator()(const Condition::Range& range) const {
    Entries entries;
    if (range.min) entries.emplace_back("min", NumberNode(*range.min));
    if (range.max) entries.emplace_back("max", NumberNode(*range.max));
    return ConfigNode::Map(std::move(entries));
  }
  ConfigNode operator()(const Condition::AnyOf& any) const {
    std::vector<ConfigNode> items;
    for (const Condition& one : any.any) items.push_back(ConditionNode(one));
    return ConfigNode::List(std::move(items));
  }
  ConfigNode operator()(const Condition::Not& negated) const {
    Entries entries;
    for (const Condition& inner : negated.inner) entries.emplace_back("not", ConditionNode(inner));
    return ConfigNode::Map(std::move(entries));
  }
};

ConfigNode ConditionNode(const Condition& condition) {
  return std::visit(ConditionWriter(), condition.test);
}

ConfigNode MatchNode(const Match& match) {
  Entries entries;
  for (const auto& [name, condition] : match) entries.emplace_back(name, ConditionNode(condition));
  return ConfigNode::Map(std::move(entries));
}

ConfigNode SharingNode(const Sharing& sharing) {
  Entries entries;
  const auto* count = std::get_if<std::int64_t>(&sharing.count);
  entries.emplace_back("count", count != nullptr
                                    ? IntegerNode(*count)
                                    : StringNode(std::get<std::string>(sharing.count)));
  entries.emplace_back("ids", StringNode(sharing.legacy ? "legacy" : sharing.ids));
  if (!sharing.kind.empty()) entries.emplace_back("kind", StringNode(sharing.kind));
  return ConfigNode::Map(std::move(entries));
}

ConfigNode DeliveryNode(const Delivery& delivery) {
  Entries entries;
  for (const auto& [purpose, outlets] : delivery) {
    std::vector<ConfigNode> names;
    for (Outlet outlet : outlets) names.push_back(StringNode(OutletName(outlet)));
    entries.emplace_back(purpose,
                         names.size() == 1 ? names.front() : ConfigNode::List(std::move(names)));
  }
  return ConfigNode::Map(std::move(entries));
}

Entries SelectorEntries(const Selector& selector) {
  Entries entries;
  if (!selector.match.empty()) entries.emplace_back("match", MatchNode(selector.match));
  if (selector.sharing) entries.emplace_back("sharing", SharingNode(*selector.sharing));
  if (!selector.ignore.empty()) {
    std::vector<ConfigNode> codes;
    for (const std::string& code : selector.ignore) codes.push_back(StringNode(code));
    entries.emplace_back("ignore", ConfigNode::List(std::move(codes)));
  }
  if (!selector.owns) entries.emplace_back("owns", BoolNode(false));
  if (!selector.options.is_null()) entries.emplace_back("options", selector.options);
  return entries;
}

ConfigNode ResourceNode(const ResourceRule& rule) {
  Entries entries;
  entries.emplace_back("name", StringNode(rule.name));
  entries.emplace_back("backend", StringNode(rule.backend));
  if (rule.policy) entries.emplace_back("policy", StringNode(PolicyName(*rule.policy)));
  if (!rule.delivery.empty()) entries.emplace_back("delivery", DeliveryNode(rule.delivery));
  if (rule.selectors.size() == 1) {
    for (auto& entry : SelectorEntries(rule.selectors.front())) entries.push_back(std::move(entry));
    return ConfigNode::Map(std::move(entries));
  }
  std::vector<ConfigNode> selectors;
  for (const Selector& selector : rule.selectors) {
    selectors.push_back(ConfigNode::Map(SelectorEntries(selector)));
  }
  entries.emplace_back("selectors", ConfigNode::List(std::move(selectors)));
  return ConfigNode::Map(std::move(entries));
}

}  // namespace

ConfigNode ToNode(const Config& config) {
  Entries entries;
  entries.emplace_back("apiVersion", StringNode(kApiVersion));
  if (!config.backends.empty()) {
    Entries backends;
    for (const auto& [name, options] : config.backends) backends.emplace_back(name, options);
    entries.emplace_back("backends", ConfigNode::Map(std::move(backends)));
  }
  std::vector<ConfigNode> resources;
  for (const ResourceRule& rule : config.resources) resources.push_back(ResourceNode(rule));
  entries.emplace_back("resources", ConfigNode::List(std::move(resources)));
  return ConfigNode::Map(std::move(entries));
}

}  // namespace davit::config
