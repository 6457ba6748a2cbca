// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/config/match.h"

#include <fnmatch.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace davit::config {
namespace {

std::string Text(const AttributeValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  return std::get<bool>(value) ? "true" : "false";
}

std::optional<double> Number(const AttributeValue& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return static_cast<double>(*number);
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr || text->empty()) return std::nullopt;
  double number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error != std::errc() || end != text->data() + text->size()) return std::nullopt;
  return number;
}

using Values = std::vector<AttributeValue>;

bool Meets(const Condition& condition, const Values& values);

/// A condition over all values of one attribute: there is at least one.
struct Test {
  const Values& values;

  bool operator()(const AttributeValue& wanted) const {
    return AnyOf([&wanted](const AttributeValue& value) {
      if (const auto* glob = std::get_if<std::string>(&wanted)) {
        return GlobMatches(*glob, Text(value));
      }
      // An attribute whose type the config could not know is compared by its text.
      return wanted == value ||
             (std::holds_alternative<std::string>(value) && Text(wanted) == Text(value));
    });
  }
  bool operator()(const Condition::Range& range) const {
    return AnyOf([&range](const AttributeValue& value) {
      const std::optional<double> number = Number(value);
      return number && (!range.min || *number >= *range.min) &&
             (!range.max || *number <= *range.max);
    });
  }
  bool operator()(const Condition::AnyOf& any) const {
    return std::any_of(any.any.begin(), any.any.end(),
                       [this](const Condition& one) { return Meets(one, values); });
  }
  bool operator()(const Condition::Not& negated) const {
    return !negated.inner.empty() && !Meets(negated.inner.front(), values);
  }

  template <class Predicate>
  bool AnyOf(Predicate predicate) const {
    return std::any_of(values.begin(), values.end(), predicate);
  }
};

bool Meets(const Condition& condition, const Values& values) {
  return std::visit(Test{values}, condition.test);
}

Values ValuesOf(const std::string& name, const Device& device) {
  Values values;
  if (name == "id") {
    values.emplace_back(device.id.value);
  } else if (name == "kind") {
    if (!device.kind.empty()) values.emplace_back(device.kind);
  } else if (name == "parent") {
    if (device.parent) values.emplace_back(device.parent->value);
  } else if (name == "pci") {
    if (device.place.pci) values.emplace_back(device.place.pci->value);
  } else if (name == "numa") {
    for (NumaNode node : device.place.numa) values.emplace_back(std::int64_t{node.value});
  } else if (const auto found = device.attributes.find(name); found != device.attributes.end()) {
    values.push_back(found->second);
  }
  return values;
}

}  // namespace

bool GlobMatches(std::string_view pattern, std::string_view text) {
  if (pattern.find_first_of("*?[\\") == std::string_view::npos) return pattern == text;
  return fnmatch(std::string(pattern).c_str(), std::string(text).c_str(), 0) == 0;
}

bool Matches(const Match& match, const Device& device) {
  return std::all_of(match.begin(), match.end(), [&device](const auto& entry) {
    const Values values = ValuesOf(entry.first, device);
    return !values.empty() && Meets(entry.second, values);
  });
}

}  // namespace davit::config
