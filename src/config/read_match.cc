// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/config/read_match.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "src/config/nearest.h"
#include "src/config/values.h"

namespace davit::config {
namespace {

using Attribute = BackendSchema::Attribute;
using AttributeType = BackendSchema::AttributeType;

const std::array<Attribute, 5> kBuiltIn = {{{"id", AttributeType::kString},
                                            {"kind", AttributeType::kString},
                                            {"parent", AttributeType::kString},
                                            {"pci", AttributeType::kString},
                                            {"numa", AttributeType::kInteger}}};

constexpr std::string_view kAnyAttribute = "*";

/// What a value of this attribute is called in "expected …".
std::string_view Wanted(const Attribute& attribute) {
  if (attribute.name == kAnyAttribute) return "a value";
  switch (attribute.type) {
    case AttributeType::kString:
      return "a string or glob";
    case AttributeType::kInteger:
      return "a whole number or {min, max}";
    case AttributeType::kBool:
      return "true or false";
  }
  return "a value";
}

class MatchReader {
 public:
  MatchReader(std::string_view name, const Attribute& attribute, Problems& problems)
      : name_(name), attribute_(attribute), problems_(problems) {}

  std::optional<Condition> Read(const ConfigNode& node) {
    switch (node.kind) {
      case ConfigNode::Kind::kNull:
        break;
      case ConfigNode::Kind::kScalar:
        return ReadValue(node);
      case ConfigNode::Kind::kList:
        return ReadAnyOf(node);
      case ConfigNode::Kind::kMap:
        return node.Find("not") != nullptr ? ReadNot(node) : ReadRange(node);
    }
    return Wrong(node, fmt::format("expected {}, got nothing", Wanted(attribute_)));
  }

 private:
  std::nullopt_t Wrong(const ConfigNode& node, std::string_view what) {
    problems_.Add(node.mark, fmt::format("match.{}: {}", name_, what));
    return std::nullopt;
  }

  bool is_free() const { return attribute_.name == kAnyAttribute; }

  std::optional<Condition> ReadValue(const ConfigNode& node) {
    const auto integer = AsInteger(node);
    const auto truth = AsBool(node);
    if ((is_free() || attribute_.type == AttributeType::kInteger) && integer.ok()) {
      return Condition{AttributeValue(*integer)};
    }
    if ((is_free() || attribute_.type == AttributeType::kBool) && truth.ok()) {
      return Condition{AttributeValue(*truth)};
    }
    if (is_free() || attribute_.type == AttributeType::kString) {
      return Condition{AttributeValue(node.text)};
    }
    return Wrong(node, fmt::format("expected {}, got {}", Wanted(attribute_), DescribeNode(node)));
  }

  std::optional<Condition> ReadAnyOf(const ConfigNode& node) {
    if (node.list.empty()) {
      return Wrong(node, "an empty list matches nothing; expected at least one value");
    }
    Condition::AnyOf any;
    for (const ConfigNode& item : node.list) {
      if (item.is_list()) {
        return Wrong(item, fmt::format("expected {} in the list, got a list", Wanted(attribute_)));
      }
      if (auto condition = Read(item)) any.any.push_back(std::move(*condition));
    }
    return Condition{std::move(any)};
  }

  std::optional<Condition> ReadNot(const ConfigNode& node) {
    if (node.map.size() != 1) {
      return Wrong(node,
                   "\"not\" stands beside other keys; expected {not: …} alone; put the rest "
                   "inside it");
    }
    auto inner = Read(node.map.front().value);
    if (!inner) return std::nullopt;
    Condition::Not negated;
    negated.inner.push_back(std::move(*inner));
    return Condition{std::move(negated)};
  }

  std::optional<Condition> ReadRange(const ConfigNode& node) {
    static constexpr std::array<std::string_view, 3> kKeys = {"min", "max", "not"};
    Condition::Range range;
    for (const ConfigNode::Entry& entry : node.map) {
      if (entry.key != "min" && entry.key != "max") {
        problems_.Add(entry.mark, fmt::format("match.{}: unknown key {}{}", name_,
                                              Quoted(entry.key), ExpectedOneOf(entry.key, kKeys)));
        return std::nullopt;
      }
      const auto number = AsNumber(entry.value);
      if (!number.ok()) return Wrong(entry.value, number.error().message);
      (entry.key == "min" ? range.min : range.max) = *number;
    }
    if (!range.min && !range.max) {
      return Wrong(node, "an empty map; expected {min, max} or {not: …}");
    }
    if (!is_free() && attribute_.type != AttributeType::kInteger) {
      return Wrong(node, fmt::format("expected {}, got {{min, max}}, which is for whole numbers",
                                     Wanted(attribute_)));
    }
    if (range.min && range.max && *range.min > *range.max) {
      return Wrong(node, fmt::format("min {} is above max {}; expected min to be at most max",
                                     *range.min, *range.max));
    }
    return Condition{range};
  }

  std::string_view name_;
  const Attribute& attribute_;
  Problems& problems_;
};

std::vector<std::string_view> AttributeNames(const BackendSchema& backend) {
  std::vector<std::string_view> names;
  for (const Attribute& attribute : backend.attributes) names.push_back(attribute.name);
  for (const Attribute& attribute : kBuiltIn) names.push_back(attribute.name);
  return names;
}

}  // namespace

std::span<const Attribute> BuiltInAttributes() { return kBuiltIn; }

const Attribute* FindAttribute(const BackendSchema& backend, std::string_view name) {
  const auto find = [](std::span<const Attribute> attributes, std::string_view wanted) {
    const auto found =
        std::find_if(attributes.begin(), attributes.end(),
                     [wanted](const Attribute& attribute) { return attribute.name == wanted; });
    return found == attributes.end() ? nullptr : &*found;
  };
  if (const Attribute* built_in = find(kBuiltIn, name)) return built_in;
  if (const Attribute* own = find(backend.attributes, name)) return own;
  return find(backend.attributes, kAnyAttribute);
}

Match ReadMatch(const ConfigNode& node, const BackendSchema& backend, Problems& problems) {
  Match match;
  for (const ConfigNode::Entry& entry : node.map) {
    const Attribute* attribute = FindAttribute(backend, entry.key);
    if (attribute == nullptr) {
      problems.Add(entry.mark,
                   fmt::format("unknown attribute {} of backend {}{}", Quoted(entry.key),
                               backend.name, ExpectedOneOf(entry.key, AttributeNames(backend))));
      continue;
    }
    auto condition = MatchReader(entry.key, *attribute, problems).Read(entry.value);
    if (condition) match.emplace(entry.key, std::move(*condition));
  }
  return match;
}

}  // namespace davit::config
