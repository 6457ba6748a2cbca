// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/model/resource_name.h"

#include <algorithm>
#include <cstddef>

#include "src/base/escape.h"

namespace davit {
namespace {

// "requests." + domain is a DNS subdomain to the kubelet, 253 characters at most.
constexpr std::size_t kMostDomain = 244;
constexpr std::size_t kMostName = 63;

bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLowerOrDigit(char c) { return IsLower(c) || IsDigit(c); }
bool IsAlphanumeric(char c) { return IsLowerOrDigit(c) || IsUpper(c); }

Error Invalid(std::string_view name, const std::string& rule) {
  return {Code::kInvalidArgument, "\"" + Escape(name) + "\": " + rule};
}

Result<> CheckLabel(std::string_view whole, std::string_view label) {
  if (label.empty()) return Invalid(whole, "a part of the domain between dots is empty");
  if (std::any_of(label.begin(), label.end(), IsUpper)) {
    return Invalid(whole, "the domain has upper-case letters");
  }
  if (!std::all_of(label.begin(), label.end(),
                   [](char c) { return IsLowerOrDigit(c) || c == '-'; })) {
    return Invalid(whole, "the domain may hold only lower-case letters, digits, \"-\" and \".\"");
  }
  if (!IsLowerOrDigit(label.front()) || !IsLowerOrDigit(label.back())) {
    return Invalid(whole, "each part of the domain begins and ends with a letter or digit");
  }
  return {};
}

Result<> CheckDomainOf(std::string_view whole, std::string_view domain) {
  if (domain.empty()) return Invalid(whole, "the domain before \"/\" is empty");
  if (domain.size() > kMostDomain) {
    return Invalid(whole,
                   "the domain is longer than " + std::to_string(kMostDomain) + " characters");
  }
  if (domain.starts_with("requests.")) return Invalid(whole, "it begins with \"requests.\"");
  while (true) {
    const std::size_t dot = domain.find('.');
    RETURN_IF_ERROR(CheckLabel(whole, domain.substr(0, dot)));
    if (dot == std::string_view::npos) return {};
    domain.remove_prefix(dot + 1);
  }
}

Result<> CheckNameOf(std::string_view whole, std::string_view name) {
  if (name.empty()) return Invalid(whole, "the name after \"/\" is empty");
  if (name.size() > kMostName) {
    return Invalid(whole, "the name after \"/\" is longer than 63 characters");
  }
  if (!std::all_of(name.begin(), name.end(),
                   [](char c) { return IsAlphanumeric(c) || c == '-' || c == '_' || c == '.'; })) {
    return Invalid(whole,
                   "the name after \"/\" may hold only letters, digits, \"-\", \"_\" and \".\"");
  }
  if (!IsAlphanumeric(name.front()) || !IsAlphanumeric(name.back())) {
    return Invalid(whole, "the name after \"/\" begins and ends with a letter or digit");
  }
  return {};
}

}  // namespace

Result<> CheckResourceName(std::string_view name) {
  const std::size_t slash = name.find('/');
  if (slash == std::string_view::npos) {
    return Invalid(name, "a resource name is \"<domain>/<name>\", and this has no \"/\"");
  }
  if (name.find("kubernetes.io/") != std::string_view::npos) {
    return Invalid(name, "\"kubernetes.io/\" is Kubernetes' own");
  }
  if (name.find('/', slash + 1) != std::string_view::npos) {
    return Invalid(name, "it has more than one \"/\"");
  }
  RETURN_IF_ERROR(CheckDomainOf(name, name.substr(0, slash)));
  return CheckNameOf(name, name.substr(slash + 1));
}

Result<> CheckResourceDomain(std::string_view domain) {
  const std::string with_slash = std::string(domain) + "/";
  if (with_slash.find("kubernetes.io/") != std::string::npos) {
    return Invalid(domain, "\"kubernetes.io\" is Kubernetes' own");
  }
  return CheckDomainOf(domain, domain);
}

}  // namespace davit
