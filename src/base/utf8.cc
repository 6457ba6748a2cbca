// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/base/utf8.h"

namespace davit {
namespace {

struct Lead {
  std::size_t length;
  char32_t bits;
  char32_t smallest;  ///< what a shorter form could not say
};

std::optional<Lead> LeadOf(unsigned char byte) {
  if (byte < 0x80) return Lead{1, byte, 0};
  if ((byte & 0xE0) == 0xC0) return Lead{2, byte & 0x1Fu, 0x80};
  if ((byte & 0xF0) == 0xE0) return Lead{3, byte & 0x0Fu, 0x800};
  if ((byte & 0xF8) == 0xF0) return Lead{4, byte & 0x07u, 0x10000};
  return std::nullopt;
}

template <class Accept>
bool EveryCharacter(std::string_view text, Accept accept) {
  while (!text.empty()) {
    const std::optional<Utf8Character> character = FirstCharacter(text);
    if (!character || !accept(character->code_point)) return false;
    text.remove_prefix(character->length);
  }
  return true;
}

}  // namespace

std::optional<Utf8Character> FirstCharacter(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const std::optional<Lead> lead = LeadOf(static_cast<unsigned char>(text[0]));
  if (!lead || text.size() < lead->length) return std::nullopt;
  char32_t code_point = lead->bits;
  for (std::size_t i = 1; i < lead->length; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0) != 0x80) return std::nullopt;
    code_point = (code_point << 6) | (byte & 0x3Fu);
  }
  const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
  if (code_point < lead->smallest || code_point > 0x10FFFF || surrogate) return std::nullopt;
  return Utf8Character{code_point, lead->length};
}

bool IsUtf8(std::string_view text) {
  return EveryCharacter(text, [](char32_t) { return true; });
}

bool IsControl(char32_t code_point) {
  return code_point < 0x20 || (code_point >= 0x7F && code_point <= 0x9F);
}

bool IsPrintableUtf8(std::string_view text) {
  return EveryCharacter(text, [](char32_t code_point) { return !IsControl(code_point); });
}

}  // namespace davit
