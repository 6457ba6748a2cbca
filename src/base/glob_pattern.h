// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "davit/result.h"

namespace davit {

/// A pattern for one name, as Go's path/filepath.Match reads it: `*` any run of characters, `?` one
/// character, `[abc]`, `[a-z]`, `[^…]` one character of a class, `\c` the character c. No `**`, no
/// braces. Characters are those of UTF-8; a byte that begins none counts as one. Neither `*` nor
/// `?` matches "/". A value.
class GlobPattern {
 public:
  /// Errors: kInvalidArgument (an open or empty class, a "-" or "]" out of place, a "\" at the
  /// end).
  static Result<GlobPattern> Parse(std::string_view pattern);

  /// Whether a text holds any character that a pattern gives a meaning.
  static bool IsPattern(std::string_view text);

  bool Matches(std::string_view name) const;

 private:
  struct Range {
    char32_t low = 0;
    char32_t high = 0;
  };
  struct Part {
    enum class Kind { kText, kAnyRun, kAnyOne, kClass };
    Kind kind = Kind::kText;
    std::string text;
    bool negated = false;
    std::vector<Range> ranges;

    std::size_t MatchLength(std::string_view name) const;
  };

  static Result<Part> ParseClass(std::string_view& rest);

  std::vector<Part> parts_;
};

}  // namespace davit
