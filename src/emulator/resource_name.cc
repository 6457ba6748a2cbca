// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/emulator/resource_name.h"

#include <algorithm>

namespace davit::emulator {
namespace {

// With "requests." before it the prefix has to be a DNS subdomain of at most 253 bytes.
constexpr std::size_t kLongestPrefix = 253 - std::string_view("requests.").size();
constexpr std::size_t kLongestName = 63;

bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLabelEdge(char c) { return IsLower(c) || IsDigit(c); }
bool IsNameEdge(char c) { return IsLabelEdge(c) || IsUpper(c); }

bool IsLabel(std::string_view label) {
  return !label.empty() && IsLabelEdge(label.front()) && IsLabelEdge(label.back()) &&
         std::all_of(label.begin(), label.end(), [](char c) { return IsLabelEdge(c) || c == '-'; });
}

bool IsPrefix(std::string_view prefix) {
  if (prefix.empty() || prefix.size() > kLongestPrefix) return false;
  for (;;) {
    const std::size_t dot = prefix.find('.');
    if (!IsLabel(prefix.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    prefix.remove_prefix(dot + 1);
  }
}

bool IsName(std::string_view name) {
  return !name.empty() && name.size() <= kLongestName && IsNameEdge(name.front()) &&
         IsNameEdge(name.back()) && std::all_of(name.begin(), name.end(), [](char c) {
           return IsNameEdge(c) || c == '-' || c == '_' || c == '.';
         });
}

}  // namespace

bool IsResourceName(std::string_view name) {
  const std::size_t slash = name.find('/');
  return slash != std::string_view::npos && name.find("kubernetes.io/") == std::string_view::npos &&
         !name.starts_with("requests.") && IsPrefix(name.substr(0, slash)) &&
         IsName(name.substr(slash + 1));
}

}  // namespace davit::emulator
