// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/config/values.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include <fmt/core.h>

namespace davit::config {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

/// Leading zeros are refused: YAML's versions disagree on whether 010 is ten or eight.
bool HasLeadingZero(std::string_view text) {
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
  return text.size() > 1 && text[0] == '0' && IsDigit(text[1]);
}

template <class T>
std::optional<T> Parsed(std::string_view text) {
  if (text.size() > 1 && text[0] == '+' && IsDigit(text[1])) text.remove_prefix(1);
  if (text.empty() || HasLeadingZero(text)) return std::nullopt;
  T value{};
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

std::optional<double> Number(std::string_view text) {
  // from_chars also reads "inf", "nan" and ".5": only what begins like a number is one.
  std::string_view digits = text;
  if (!digits.empty() && (digits[0] == '-' || digits[0] == '+')) digits.remove_prefix(1);
  if (digits.empty() || !IsDigit(digits[0])) return std::nullopt;
  const std::optional<double> value = Parsed<double>(text);
  return value && std::isfinite(*value) ? value : std::nullopt;
}

std::optional<bool> Bool(std::string_view text) {
  if (text == "true" || text == "True" || text == "TRUE") return true;
  if (text == "false" || text == "False" || text == "FALSE") return false;
  return std::nullopt;
}

bool IsNull(std::string_view text) {
  return text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL";
}

Error Expected(std::string_view what, const ConfigNode& node) {
  return {Code::kInvalidArgument, fmt::format("expected {}, got {}", what, DescribeNode(node))};
}

/// One "10s" taken off the front of `text`.
std::optional<std::chrono::milliseconds> TakeDuration(std::string_view& text) {
  constexpr std::array<std::pair<std::string_view, std::int64_t>, 4> kUnits = {
      {{"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}}};
  std::int64_t count = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc() || !IsDigit(text[0])) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(stop - text.data()));
  for (const auto& [unit, factor] : kUnits) {
    if (!text.starts_with(unit)) continue;
    if (count > std::numeric_limits<std::int64_t>::max() / 1000 / factor) return std::nullopt;
    text.remove_prefix(unit.size());
    return std::chrono::milliseconds(count * factor);
  }
  return std::nullopt;
}

}  // namespace

Result<std::string> AsString(const ConfigNode& node) {
  if (!node.is_scalar()) return Expected("a string", node);
  return node.text;
}

Result<std::int64_t> AsInteger(const ConfigNode& node) {
  if (node.is_scalar() && !node.quoted) {
    if (const auto value = Parsed<std::int64_t>(node.text)) return *value;
  }
  return Expected("a whole number", node);
}

Result<double> AsNumber(const ConfigNode& node) {
  if (node.is_scalar() && !node.quoted) {
    if (const auto value = Number(node.text)) return *value;
  }
  return Expected("a number", node);
}

Result<bool> AsBool(const ConfigNode& node) {
  if (node.is_scalar() && !node.quoted) {
    if (const auto value = Bool(node.text)) return *value;
  }
  return Expected("true or false", node);
}

Result<std::chrono::milliseconds> AsDuration(const ConfigNode& node) {
  if (!node.is_scalar() || node.text.empty()) return Expected("a duration such as 10s", node);
  std::string_view rest = node.text;
  std::chrono::milliseconds sum{0};
  while (!rest.empty()) {
    const auto part = TakeDuration(rest);
    if (!part) return Expected("a duration such as 50ms, 10s, 5m or 1h", node);
    sum += *part;
  }
  return sum;
}

Result<std::vector<std::string>> AsStrings(const ConfigNode& node) {
  if (node.is_null()) return std::vector<std::string>();
  if (!node.is_list()) return Expected("a list of strings", node);
  std::vector<std::string> texts;
  for (const ConfigNode& item : node.list) {
    ASSIGN_OR_RETURN(std::string text, AsString(item));
    texts.push_back(std::move(text));
  }
  return texts;
}

namespace {

template <class T, class Read>
T ValueOr(const ConfigNode& map, std::string_view key, T fallback, Read read) {
  const ConfigNode* node = map.Find(key);
  if (node == nullptr) return fallback;
  auto value = read(*node);
  return value.ok() ? std::move(value).value() : std::move(fallback);
}

}  // namespace

std::string StringOr(const ConfigNode& map, std::string_view key, std::string_view fallback) {
  return ValueOr(map, key, std::string(fallback), AsString);
}

std::int64_t IntegerOr(const ConfigNode& map, std::string_view key, std::int64_t fallback) {
  return ValueOr(map, key, fallback, AsInteger);
}

bool BoolOr(const ConfigNode& map, std::string_view key, bool fallback) {
  return ValueOr(map, key, fallback, AsBool);
}

std::chrono::milliseconds DurationOr(const ConfigNode& map, std::string_view key,
                                     std::chrono::milliseconds fallback) {
  return ValueOr(map, key, fallback, AsDuration);
}

std::vector<std::string> StringsUnder(const ConfigNode& map, std::string_view key) {
  return ValueOr(map, key, std::vector<std::string>(), AsStrings);
}

bool LooksTyped(std::string_view text) {
  return IsNull(text) || Bool(text).has_value() || Number(text).has_value();
}

ConfigNode StringNode(std::string_view text) {
  // Other readers of YAML know more numbers than we do (010, 1:30, .5, 0x1f) and more bools.
  constexpr std::array<std::string_view, 4> kElsewhere = {"yes", "no", "on", "off"};
  const bool is_odd =
      !text.empty() && (IsDigit(text[0]) || text[0] == '.' || text[0] == '+' || text[0] == '-');
  const bool is_bool = std::find(kElsewhere.begin(), kElsewhere.end(), text) != kElsewhere.end();
  return ConfigNode::Scalar(std::string(text), LooksTyped(text) || is_odd || is_bool);
}

std::string DescribeNode(const ConfigNode& node) {
  switch (node.kind) {
    case ConfigNode::Kind::kNull:
      return "nothing";
    case ConfigNode::Kind::kScalar:
      return node.quoted || !LooksTyped(node.text) ? Quoted(node.text) : node.text;
    case ConfigNode::Kind::kList:
      return "a list";
    case ConfigNode::Kind::kMap:
      return "a map";
  }
  return "?";
}

std::string Quoted(std::string_view text) {
  constexpr std::size_t kLimit = 60;
  std::size_t shown = std::min(text.size(), kLimit);
  // Not in the middle of a character.
  while (shown < text.size() && shown > 0 &&
         (static_cast<unsigned char>(text[shown]) & 0xC0) == 0x80) {
    --shown;
  }
  std::string out = "\"";
  for (char c : text.substr(0, shown)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) {
      out += fmt::format("\\x{:02x}", byte);
    } else {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
  }
  return out + (shown < text.size() ? "…\"" : "\"");
}

}  // namespace davit::config
