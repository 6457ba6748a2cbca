// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/plugin/sharing.h"

#include <string_view>
#include <utility>
#include <variant>

#include "src/base/digest.h"
#include "src/base/utf8.h"

namespace davit {
namespace {

/// The text itself, or, where a wire id may not be so long, its beginning and a hash of all of it.
std::string Shortened(std::string text) {
  if (text.size() <= kLongestWireId) return text;
  constexpr std::size_t kHashDigits = 16;
  const std::string hash = Sha256Hex(text).substr(0, kHashDigits);
  std::size_t cut = kLongestWireId - kHashDigits - 1;
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xc0u) == 0x80u) --cut;
  return text.substr(0, cut) + "~" + hash;
}

Result<std::int64_t> Count(const config::Sharing& sharing, const Device& device) {
  std::int64_t count = 0;
  if (const auto* number = std::get_if<std::int64_t>(&sharing.count)) {
    count = *number;
  } else {
    const auto& name = std::get<std::string>(sharing.count);
    const auto found = device.attributes.find(name);
    const auto* said =
        found == device.attributes.end() ? nullptr : std::get_if<std::int64_t>(&found->second);
    if (said == nullptr) {
      return Error{Code::kFailedPrecondition, "device \"" + device.id.value +
                                                  "\" has no number \"" + name +
                                                  "\" that could say its shares"};
    }
    count = *said;
  }
  if (count < 1 || count > kMostShares) {
    return Error{Code::kFailedPrecondition, "device \"" + device.id.value + "\" would have " +
                                                std::to_string(count) + " shares: 1 to " +
                                                std::to_string(kMostShares) + " can be served"};
  }
  return count;
}

std::string Filled(std::string_view pattern, std::string_view id, std::int64_t n) {
  std::string text;
  while (!pattern.empty()) {
    if (pattern.substr(0, 4) == "{id}") {
      text += id;
      pattern.remove_prefix(4);
    } else if (pattern.substr(0, 3) == "{n}") {
      text += std::to_string(n);
      pattern.remove_prefix(3);
    } else {
      text += pattern.front();
      pattern.remove_prefix(1);
    }
  }
  return text;
}

}  // namespace

Result<std::vector<std::string>> WireIds(const BackendEntry& entry,
                                         const std::optional<config::Sharing>& sharing,
                                         const Device& device) {
  if (!sharing) return std::vector<std::string>{Shortened(device.id.value)};
  const bool legacy = sharing->legacy && entry.share_id != nullptr;
  ASSIGN_OR_RETURN(const std::int64_t count, Count(*sharing, device));
  std::vector<std::string> ids;
  ids.reserve(static_cast<std::size_t>(count));
  for (std::int64_t n = 0; n < count; ++n) {
    std::string id = legacy ? entry.share_id(device, static_cast<int>(n))
                            : Shortened(Filled(sharing->ids, device.id.value, n));
    if (id.empty() || !IsPrintableUtf8(id)) {
      return Error{Code::kFailedPrecondition, "share " + std::to_string(n) + " of device \"" +
                                                  device.id.value + "\" gets no usable id"};
    }
    ids.push_back(std::move(id));
  }
  return ids;
}

}  // namespace davit
