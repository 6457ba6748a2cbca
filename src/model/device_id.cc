// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/model/device_id.h"

#include <optional>

#include "src/base/digest.h"
#include "src/base/escape.h"
#include "src/base/utf8.h"

namespace davit {
namespace {

constexpr std::size_t kHashDigits = 32;

Result<> CheckText(std::string_view id) {
  if (id.empty()) return Error{Code::kInvalidArgument, "an empty device id"};
  if (IsPrintableUtf8(id)) return {};
  const std::string why = IsUtf8(id) ? "holds control characters" : "is not UTF-8";
  return Error{Code::kInvalidArgument,
               "device id \"" + Escape(id.substr(0, kMostIdBytes)) + "\" " + why};
}

/// The longest front of well-formed text that has at most `limit` bytes.
std::string_view Front(std::string_view text, std::size_t limit) {
  std::size_t size = 0;
  while (size < text.size()) {
    const std::optional<Utf8Character> character = FirstCharacter(text.substr(size));
    if (!character || size + character->length > limit) break;
    size += character->length;
  }
  return text.substr(0, size);
}

}  // namespace

Result<> CheckId(std::string_view id) {
  RETURN_IF_ERROR(CheckText(id));
  if (id.size() > kMostIdBytes) {
    return Error{Code::kInvalidArgument, "device id \"" + std::string(Front(id, 40)) + "…\" has " +
                                             std::to_string(id.size()) + " bytes; at most " +
                                             std::to_string(kMostIdBytes) + " are allowed"};
  }
  return {};
}

Result<DeviceId> MakeDeviceId(std::string_view name) {
  RETURN_IF_ERROR(CheckText(name));
  if (name.size() <= kMostIdBytes) return DeviceId{std::string(name)};
  return DeviceId{std::string(Front(name, kMostIdBytes - kHashDigits - 1)) + "~" +
                  Sha256Hex(name).substr(0, kHashDigits)};
}

}  // namespace davit
