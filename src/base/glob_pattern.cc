// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/base/glob_pattern.h"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "src/base/utf8.h"

namespace davit {
namespace {

constexpr std::size_t kNoMatch = std::string_view::npos;
constexpr char32_t kReplacement = 0xFFFD;  // what Go reads for a byte that is not UTF-8

Error Malformed(std::string_view why) { return {Code::kInvalidArgument, std::string(why)}; }

Utf8Character CharacterOf(std::string_view text) {
  return FirstCharacter(text).value_or(Utf8Character{kReplacement, 1});
}

/// One end of a class's range, escaped or not.
Result<char32_t> TakeRangeEnd(std::string_view& rest) {
  if (rest.empty()) return Malformed("\"[\" without \"]\"");
  if (rest[0] == '-' || rest[0] == ']') {
    return Malformed("\"-\" or \"]\" out of place in \"[…]\"; write it with a backslash");
  }
  if (rest[0] == '\\') rest.remove_prefix(1);
  const std::optional<Utf8Character> character = FirstCharacter(rest);
  if (!character) return Malformed("\"[…]\" holds what is not UTF-8, or ends in a backslash");
  rest.remove_prefix(character->length);
  if (rest.empty()) return Malformed("\"[\" without \"]\"");
  return character->code_point;
}

}  // namespace

bool GlobPattern::IsPattern(std::string_view text) {
  return text.find_first_of("*?[\\") != std::string_view::npos;
}

Result<GlobPattern> GlobPattern::Parse(std::string_view pattern) {
  GlobPattern glob;
  std::string_view rest = pattern;
  while (!rest.empty()) {
    const char c = rest[0];
    if (c == '*' || c == '?') {
      rest.remove_prefix(1);
      Part part;
      part.kind = c == '*' ? Part::Kind::kAnyRun : Part::Kind::kAnyOne;
      glob.parts_.push_back(std::move(part));
    } else if (c == '[') {
      rest.remove_prefix(1);
      ASSIGN_OR_RETURN(Part part, ParseClass(rest));
      glob.parts_.push_back(std::move(part));
    } else {
      if (c == '\\') rest.remove_prefix(1);
      if (rest.empty()) return Malformed("a backslash ends the pattern");
      if (glob.parts_.empty() || glob.parts_.back().kind != Part::Kind::kText) {
        glob.parts_.emplace_back();
      }
      glob.parts_.back().text += rest[0];
      rest.remove_prefix(1);
    }
  }
  return glob;
}

Result<GlobPattern::Part> GlobPattern::ParseClass(std::string_view& rest) {
  Part part;
  part.kind = Part::Kind::kClass;
  if (!rest.empty() && rest[0] == '^') {
    part.negated = true;
    rest.remove_prefix(1);
  }
  while (part.ranges.empty() || rest[0] != ']') {
    ASSIGN_OR_RETURN(const char32_t low, TakeRangeEnd(rest));
    char32_t high = low;
    if (rest[0] == '-') {
      rest.remove_prefix(1);
      ASSIGN_OR_RETURN(high, TakeRangeEnd(rest));
    }
    part.ranges.push_back({low, high});
  }
  rest.remove_prefix(1);
  return part;
}

/// How many bytes of `name` the part takes, or kNoMatch. Not asked of kAnyRun.
std::size_t GlobPattern::Part::MatchLength(std::string_view name) const {
  if (kind == Kind::kText) return name.substr(0, text.size()) == text ? text.size() : kNoMatch;
  if (name.empty()) return kNoMatch;
  const Utf8Character character = CharacterOf(name);
  if (kind == Kind::kAnyOne) return name[0] == '/' ? kNoMatch : character.length;
  const bool inside = std::any_of(ranges.begin(), ranges.end(), [&](const Range& range) {
    return range.low <= character.code_point && character.code_point <= range.high;
  });
  return inside != negated ? character.length : kNoMatch;
}

bool GlobPattern::Matches(std::string_view name) const {
  std::size_t part = 0;
  std::size_t at = 0;
  // Where to go on when the text after the last `*` does not fit: one byte further on.
  std::optional<std::size_t> run_part;
  std::size_t run_at = 0;
  while (part < parts_.size() || at < name.size()) {
    if (part < parts_.size()) {
      if (parts_[part].kind == Part::Kind::kAnyRun) {
        run_part = ++part;
        run_at = at;
        continue;
      }
      const std::size_t length = parts_[part].MatchLength(name.substr(at));
      if (length != kNoMatch) {
        at += length;
        ++part;
        continue;
      }
    }
    if (!run_part || run_at >= name.size() || name[run_at] == '/') return false;
    part = *run_part;
    at = ++run_at;
  }
  return true;
}

}  // namespace davit
