// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/config/parse.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/testing/matchers.h"
#include "src/config/text.h"

namespace davit::config {
namespace {

using davit::testing::IsOk;
using ::testing::StartsWith;

std::string Refusal(std::string_view text) {
  const auto tree = ParseYaml(text, "f");
  return tree.ok() ? "accepted" : tree.error().message;
}

std::string Repeated(std::string_view text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

TEST(ParseYamlTest, RemembersWhereEverythingStands) {
  const auto tree = ParseYaml("a: 1\nb:\n  - x\n  - {c: \"y\"}\n", "f");

  ASSERT_THAT(tree, IsOk());
  const ConfigNode& list = *tree->Find("b");
  EXPECT_EQ(tree->map[1].mark.line, 2);
  EXPECT_EQ(tree->map[1].mark.column, 1);
  EXPECT_EQ(list.list[0].mark.line, 3);
  EXPECT_EQ(list.list[0].mark.column, 5);
  EXPECT_EQ(list.list[1].Find("c")->mark.line, 4);
  EXPECT_EQ(list.list[1].Find("c")->mark.column, 9);
}

TEST(ParseYamlTest, TellsQuotedTextFromPlainText) {
  const auto tree = ParseYaml("a: 1\nb: \"1\"\nc: '1'\nd: !!str 1\ne: ~\n", "f");

  ASSERT_THAT(tree, IsOk());
  EXPECT_FALSE(tree->Find("a")->quoted);
  EXPECT_TRUE(tree->Find("b")->quoted);
  EXPECT_TRUE(tree->Find("c")->quoted);
  EXPECT_TRUE(tree->Find("d")->quoted);
  EXPECT_TRUE(tree->Find("e")->is_null());
}

TEST(ParseYamlTest, TakesTheJsonThatYamlContains) {
  const auto tree = ParseYaml(R"({"a": [1, true, null, "x"]})", "f");

  ASSERT_THAT(tree, IsOk());
  EXPECT_EQ(tree->Find("a")->list.size(), 4u);
}

TEST(ParseYamlTest, ExpandsAliases) {
  const auto tree = ParseYaml("a: &x {k: v}\nb: *x\n", "f");

  ASSERT_THAT(tree, IsOk());
  EXPECT_EQ(*tree->Find("a"), *tree->Find("b"));
}

TEST(ParseYamlTest, RefusesNothing) {
  EXPECT_EQ(Refusal(""), "f:1:1: the file is empty; expected a YAML map");
  EXPECT_EQ(Refusal("# only a comment\n"), "f:1:1: the file is empty; expected a YAML map");
}

TEST(ParseYamlTest, RefusesADuplicateKeyWhereItStands) {
  EXPECT_EQ(Refusal("a:\n  b: 1\n  c: 2\n  b: 3\n"),
            "f:4:3: duplicate key \"b\"; expected each key once; the first is at line 2, column 3");
}

TEST(ParseYamlTest, RefusesASecondDocument) {
  const std::string_view message =
      ": a second document starts here; expected one document; remove the --- line or split the "
      "file";
  EXPECT_EQ(Refusal("a: 1\n---\nb: 1\n"), "f:2:1" + std::string(message));
  EXPECT_EQ(Refusal("a: 1\n---\n"), "f:2:1" + std::string(message));
  EXPECT_EQ(Refusal("a: 1\n...\n---\n{[\n"), "f:3:1" + std::string(message));
}

TEST(ParseYamlTest, TakesTheMarksAroundOneDocument) {
  EXPECT_THAT(ParseYaml("---\na: 1\n...\n", "f"), IsOk());
}

TEST(ParseYamlTest, RefusesMoreThan64Levels) {
  const std::string deep = Repeated("[", 65) + Repeated("]", 65);
  const std::string deep_enough = Repeated("[", 64) + Repeated("]", 64);

  EXPECT_EQ(Refusal(deep), "f:1:65: nested deeper than 64 levels; expected a flatter file");
  EXPECT_EQ(Refusal(deep_enough), "accepted");
}

TEST(ParseYamlTest, RefusesLevelsBeyondWhatTheParserItselfEndures) {
  EXPECT_NE(Refusal(Repeated("[", 100'000)), "accepted");
  EXPECT_THAT(Refusal(Repeated("[", 100'000) + Repeated("]", 100'000)),
              StartsWith("f:1:65: nested deeper"));
  EXPECT_THAT(Refusal(Repeated("- ", 100'000)), StartsWith("f:1:129: nested deeper"));
}

TEST(ParseYamlTest, CountsTheLevelsBehindAnAlias) {
  const std::string half = "a: &x " + Repeated("[", 40) + Repeated("]", 40) + "\n";
  const std::string other = "b: " + Repeated("[", 30) + "*x" + Repeated("]", 30) + "\n";

  EXPECT_EQ(Refusal(half + other), "f:2:34: nested deeper than 64 levels; expected a flatter file");
}

TEST(ParseYamlTest, RefusesAliasesThatExpandPastTenThousandNodes) {
  // Nine levels of ten: a billion laughs.
  std::string text = "a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n";
  for (char level = 'b'; level <= 'i'; ++level) {
    const std::string below = std::string("*") + static_cast<char>(level - 1);
    text += std::string(1, level) + ": &" + level + " [" + below;
    for (int i = 0; i < 9; ++i) text += ", " + below;
    text += "]\n";
  }

  EXPECT_EQ(Refusal(text),
            "f:4:36: the aliases expand too far; expected at most 10000 nodes and 1 MiB of them; "
            "write the values out");
}

TEST(ParseYamlTest, RefusesAliasesThatExpandPastOneMegabyteOfText) {
  const std::string text =
      "a: &a " + std::string(100'000, 'x') + "\nb: [" + Repeated("*a, ", 20) + "]\n";

  EXPECT_THAT(Refusal(text), StartsWith("f:2:45: the aliases expand too far"));
}

TEST(ParseYamlTest, RefusesAnAliasInsideItsOwnValue) {
  EXPECT_EQ(Refusal("a: &a [*a]\n"),
            "f:1:8: an alias inside the value it stands for; expected a finished value; write the "
            "value out");
}

TEST(ParseYamlTest, RefusesMergeKeys) {
  EXPECT_EQ(Refusal("a: &a {x: 1}\nb: {<<: *a}\n"),
            "f:2:5: merge keys (<<) are not supported; expected plain keys; write the merged keys "
            "out");
}

TEST(ParseYamlTest, RefusesTags) {
  EXPECT_EQ(Refusal("a: !!python/object x\n"),
            "f:1:4: the tag \"tag:yaml.org,2002:python/object\" is not supported; expected a plain "
            "value; leave the tag out");
}

TEST(ParseYamlTest, RefusesKeysThatAreNoWords) {
  EXPECT_EQ(Refusal("? [a]\n: 1\n"),
            "f:1:3: a list or map as a key; expected a word before the "
            "colon");
  EXPECT_THAT(Refusal("a: &x k\n*x : 1\n"), StartsWith("f:2:1: an alias cannot be a key"));
  EXPECT_THAT(Refusal("~: 1\n"), StartsWith("f:1:1: a key is missing"));
}

TEST(ParseYamlTest, SaysWhatIsWrongWithTextThatIsNoYaml) {
  EXPECT_THAT(Refusal("a: b: c\n"), StartsWith("f:1:5: a colon where none can stand"));
  EXPECT_THAT(Refusal("a: [1\n"), StartsWith("f:2:1: a list without its end; expected ]"));
  EXPECT_THAT(Refusal("a: \"x"), StartsWith("f:1:6: a quoted text without its end"));
  EXPECT_THAT(Refusal("a: *x\n"), StartsWith("f:1:4: an alias (*) to an anchor (&)"));
  EXPECT_THAT(Refusal("a: 1\n b: 2\n"), StartsWith("f:2:3: a colon where none can stand"));
}

TEST(ParseYamlTest, RefusesAQuoteThatOnlyTheEndOfTheFileEnds) {
  const std::string message = "a quoted text without its end; expected the closing quote";
  EXPECT_EQ(Refusal("a: \"x\n"), "f:1:4: " + message);
  EXPECT_EQ(Refusal("a: 'x\n\nb: c\n"), "f:1:4: " + message);
  EXPECT_EQ(Refusal("a: 'it''s\n"), "f:1:4: " + message);
  EXPECT_EQ(Refusal("a: \"x\\\"\n"), "f:1:4: " + message);
  EXPECT_EQ(Refusal("b: \"y\"\na: &k \"x\n"), "f:2:4: " + message);
  EXPECT_EQ(Refusal("a: 'it''s'\nb: \"x\\\"y\"\n"), "accepted");
}

TEST(ParseYamlTest, PassesOverAByteOrderMark) {
  EXPECT_EQ(Refusal("\xEF\xBB\xBF"
                    "a: \"x\"\n"),
            "accepted");
  EXPECT_THAT(Refusal("\xEF\xBB\xBF"
                      "a: \"x\n"),
              StartsWith("f:1:4: a quoted text"));
}

TEST(CheckTextTest, RefusesMoreThanOneMegabyteBeforeParsing) {
  const std::string text = "# " + std::string(kMaxConfigBytes, 'x');

  EXPECT_EQ(Refusal(text),
            "f: 1048578 bytes long; expected at most 1 MiB of YAML; is this the "
            "right file?");
}

TEST(CheckTextTest, RefusesWhatIsNotUtf8WhereItStands) {
  EXPECT_EQ(Refusal("a: 1\nb: \xff\n"),
            "f:2:4: not UTF-8: byte 0xff; expected UTF-8 text; save the file as UTF-8");
  EXPECT_THAT(Refusal("a: \xc0\x80"), StartsWith("f:1:4: not UTF-8"));      // an overlong form
  EXPECT_THAT(Refusal("a: \xed\xa0\x80"), StartsWith("f:1:4: not UTF-8"));  // a surrogate
  EXPECT_THAT(Refusal("a: \xe2\x82"), StartsWith("f:1:4: not UTF-8"));      // cut short
}

TEST(CheckTextTest, RefusesControlBytes) {
  EXPECT_EQ(Refusal(std::string("a: x\0y", 6)),
            "f:1:5: control byte 0x00; expected UTF-8 text; save the file as UTF-8");
  EXPECT_THAT(Refusal("a: \x04"), StartsWith("f:1:4: control byte 0x04"));
}

TEST(CheckTextTest, TakesTextBeyondAscii) { EXPECT_EQ(Refusal("a: ü€😀\r\n"), "accepted"); }

}  // namespace
}  // namespace davit::config
