// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace davit {

/// One character at the front of a text, and how many bytes it takes.
struct Utf8Character {
  char32_t code_point = 0;
  std::size_t length = 0;
};

/// The first character of `text`; nothing when it is empty or does not begin with well-formed
/// UTF-8 (overlong forms, surrogates and what lies beyond U+10FFFF are malformed).
std::optional<Utf8Character> FirstCharacter(std::string_view text);

/// Whether the whole text is well-formed UTF-8.
bool IsUtf8(std::string_view text);

/// U+0000–U+001F, U+007F and U+0080–U+009F.
bool IsControl(char32_t code_point);

/// Well-formed UTF-8 without control characters: what may stand in an id, on the wire, in a line.
bool IsPrintableUtf8(std::string_view text);

}  // namespace davit
