// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/sysfs/attribute.h"

#include <charconv>

namespace davit::sysfs {
namespace {

std::string Join(std::string_view object, std::string_view name) {
  return std::string(object) + "/" + std::string(name);
}

}  // namespace

std::optional<std::string> Attribute(const Root& root, std::string_view object,
                                     std::string_view name) {
  Result<std::string> text = root.ReadText(Join(object, name));
  if (!text.ok() || text->empty()) return std::nullopt;
  return std::move(*text);
}

std::optional<std::int64_t> Number(const Root& root, std::string_view object, std::string_view name,
                                   int base) {
  const std::optional<std::string> text = Attribute(root, object, name);
  return text ? ParseNumber(*text, base) : std::nullopt;
}

std::optional<std::string> LinkName(const Root& root, std::string_view object,
                                    std::string_view name) {
  const Result<std::string> target = root.ReadLink(Join(object, name));
  if (!target.ok()) return std::nullopt;
  std::string last = target->substr(target->rfind('/') + 1);
  if (last.empty()) return std::nullopt;
  return last;
}

std::optional<std::int64_t> ParseNumber(std::string_view text, int base) {
  if (base == 16 && (text.starts_with("0x") || text.starts_with("0X"))) {
    text.remove_prefix(2);
    if (text.starts_with('-')) return std::nullopt;
  }
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number, base);
  if (error != std::errc() || stopped != end) return std::nullopt;
  return number;
}

}  // namespace davit::sysfs
