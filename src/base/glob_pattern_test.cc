// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/base/glob_pattern.h"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "davit/testing/matchers.h"

namespace davit {
namespace {

using testing::HasCode;

bool Matches(std::string_view pattern, std::string_view name) {
  const Result<GlobPattern> glob = GlobPattern::Parse(pattern);
  EXPECT_TRUE(glob.ok()) << pattern;
  return glob.ok() && glob->Matches(name);
}

struct Case {
  std::string_view pattern;
  std::string_view name;
  bool matches;
};

// What Go's documentation of path/filepath.Match says, one case a sentence of it or an edge.
constexpr Case kCases[] = {
    {"", "", true},
    {"", "a", false},
    {"fuse", "fuse", true},
    {"fuse", "fus", false},
    {"fuse", "fuse0", false},
    {"*", "", true},
    {"*", ".hidden", true},
    {"*", "a/b", false},
    {"ttyUSB*", "ttyUSB0", true},
    {"ttyUSB*", "ttyUSB", true},
    {"ttyUSB*", "ttyACM0", false},
    {"*0", "ttyUSB0", true},
    {"*0", "ttyUSB0-port1", false},
    {"**", "abc", true},
    {"a*b*c", "aXbYbZc", true},
    {"a*b*c", "aXbYbZ", false},
    {"*aab", "aaaab", true},
    {"a*a*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac", false},
    {"a*/b", "a/b", true},
    {"a*/b", "ac/d/b", false},
    {"?", "a", true},
    {"?", "", false},
    {"?", "/", false},
    {"?", "\xe2\x98\xba", true},
    {"??", "\xe2\x98\xba", false},
    {"?", "\xff", true},
    {"video?", "video12", false},
    {"[abc]", "b", true},
    {"[abc]", "d", false},
    {"[a-c]", "b", true},
    {"[a-c]", "B", false},
    {"[0-9]", "", false},
    {"[^a-c]", "d", true},
    {"[^a-c]", "b", false},
    {"[a-cx-z]", "y", true},
    {"[!a]", "!", true},
    {"[!a]", "b", false},
    {"[a^]", "^", true},
    {"[[]", "[", true},
    {"[*]", "*", true},
    {"[*]", "x", false},
    {"[\\]a]", "]", true},
    {"[\\-]", "-", true},
    {"[a\\-z]", "m", false},
    {"[a-\\]]", "]", false},
    {"[A-\\]]", "Z", true},
    {"[c-a]", "b", false},
    {"[\xce\xb1-\xcf\x89]", "\xce\xb6", true},
    {"[\xce\xb1-\xcf\x89]", "z", false},
    {"\\*", "*", true},
    {"\\*", "x", false},
    {"\\a", "a", true},
    {"\\\\", "\\", true},
    {"a]", "a]", true},
    {"{a,b}", "a", false},
    {"{a,b}", "{a,b}", true},
    {"*[0-9]", "ttyS12", true},
    {"*[0-9]x", "1234x", true},
    {"*?", "", false},
    {"*?", "ab", true},
};

TEST(GlobPatternTest, MatchesAsGoDocumentsIt) {
  for (const Case& each : kCases) {
    EXPECT_EQ(Matches(each.pattern, each.name), each.matches)
        << "pattern '" << each.pattern << "', name '" << each.name << "'";
  }
}

TEST(GlobPatternTest, RefusesMalformedPatterns) {
  for (const std::string_view pattern :
       {"[",   "[^",   "[a",   "[a-",     "[a-b",   "[]",      "[]a]", "[^]",
        "[-]", "[-x]", "[x-]", "[a-b-c]", "[a-]",   "a[",      "\\",   "abc\\",
        "[\\", "[\\]", "[a\\", "*[",      "[\xff]", "[a-\xff]"}) {
    EXPECT_THAT(GlobPattern::Parse(pattern), HasCode(Code::kInvalidArgument)) << pattern;
  }
}

TEST(GlobPatternTest, ALongRunOfStarsStaysQuick) {
  std::string pattern;
  for (int i = 0; i < 2000; ++i) pattern += "*a";
  const std::string name = std::string(3999, 'a') + "b";

  EXPECT_FALSE(Matches(pattern, name));
}

TEST(GlobPatternTest, KnowsWhichTextsArePatterns) {
  EXPECT_TRUE(GlobPattern::IsPattern("/dev/tty*"));
  EXPECT_TRUE(GlobPattern::IsPattern("/dev/a\\b"));
  EXPECT_FALSE(GlobPattern::IsPattern("/dev/fuse"));
  EXPECT_FALSE(GlobPattern::IsPattern("/dev/{a,b}]^-"));
}

}  // namespace
}  // namespace davit
