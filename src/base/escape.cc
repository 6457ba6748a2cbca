// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/base/escape.h"

#include <cstddef>
#include <optional>

#include "src/base/utf8.h"

namespace davit {
namespace {

void AppendHex(std::string& out, std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += "\\x";
    out += kDigits[byte >> 4];
    out += kDigits[byte & 0x0F];
  }
}

}  // namespace

std::string Escape(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::optional<Utf8Character> character = FirstCharacter(text);
    const std::size_t length = character ? character->length : 1;
    if (character && !IsControl(character->code_point)) {
      out += text.substr(0, length);
    } else {
      AppendHex(out, text.substr(0, length));
    }
    text.remove_prefix(length);
  }
  return out;
}

std::string JsonString(std::string_view text) {
  std::string out = "\"";
  for (const char c : Escape(text)) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

}  // namespace davit
