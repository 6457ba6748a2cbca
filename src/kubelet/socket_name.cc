// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/kubelet/socket_name.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "src/base/digest.h"

namespace davit::kubelet {
namespace {

constexpr std::size_t kHashDigits = 8;
constexpr std::size_t kRandomDigits = 6;
constexpr std::string_view kSuffix = ".sock";

/// The longer of the two directories in which the kubelet itself looks for sockets.
constexpr std::string_view kKubeletDirectory = "/var/lib/kubelet/plugins_registry";

bool IsHex(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

/// Takes `-<digits hex>` off the end of `text`.
bool TakeHex(std::string_view& text, std::size_t digits) {
  if (text.size() < digits + 1) return false;
  const std::string_view tail = text.substr(text.size() - digits - 1);
  if (tail.front() != '-' || !IsHex(tail.substr(1))) return false;
  text.remove_suffix(digits + 1);
  return true;
}

}  // namespace

Result<std::string> SocketName(std::string_view prefix, std::string_view resource,
                               std::string_view directory, std::uint32_t random) {
  std::array<char, kRandomDigits + 1> digits;
  std::snprintf(digits.data(), digits.size(), "%06x", random & 0xffffffU);
  const std::string tail =
      "-" + Sha256Hex(resource).substr(0, kHashDigits) + "-" + digits.data() + std::string(kSuffix);

  const std::size_t fixed =
      std::max(directory.size(), kKubeletDirectory.size()) + 1 + prefix.size() + 1 + tail.size();
  if (fixed >= kMaxSocketPath) {
    return Error{Code::kInvalidArgument,
                 "the path of a socket in " + std::string(directory) +
                     " would be longer than the " + std::to_string(kMaxSocketPath) +
                     " bytes that a unix socket's may have: use a shorter --socket-dir"};
  }
  const std::size_t slash = resource.rfind('/');
  std::string_view part = slash == std::string_view::npos ? resource : resource.substr(slash + 1);
  part = part.substr(0, kMaxSocketPath - fixed);
  return std::string(prefix) + "-" + std::string(part) + tail;
}

bool IsSocketName(std::string_view prefix, std::string_view name) {
  if (!name.starts_with(prefix) || !name.ends_with(kSuffix)) return false;
  name.remove_prefix(prefix.size());
  name.remove_suffix(kSuffix.size());
  if (!TakeHex(name, kRandomDigits) || !TakeHex(name, kHashDigits)) return false;
  return name.size() > 1 && name.front() == '-';
}

}  // namespace davit::kubelet
