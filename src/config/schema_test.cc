// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/config/schema.h"

#include <array>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/testing/matchers.h"
#include "src/config/davit_keys.h"
#include "src/config/nearest.h"
#include "src/config/parse.h"
#include "src/config/test_backends.h"
#include "src/config/values.h"

namespace davit::config {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Result<> BelowTen(const ConfigNode& value) {
  if (*AsInteger(value) < 10) return {};
  return Error{Code::kInvalidArgument, "expected at most 9"};
}

void NoTwins(const ConfigNode& value, Problems& problems) {
  for (std::size_t i = 1; i < value.list.size(); ++i) {
    if (value.list[i] == value.list[i - 1]) problems.Add(value.list[i].mark, "a twin");
  }
}

constexpr std::array<Key, 2> kInner = {{
    {"host", KeyType::kString, "", "The host.", true},
    {"port", KeyType::kInteger, "80", "The port."},
}};
constexpr std::array<Key, 5> kTable = {{
    {"size", KeyType::kInteger, "1", "The size.", false, {}, BelowTen},
    {"peers", KeyType::kListOfMap, "", "The peers.", false, kInner, nullptr, NoTwins},
    {"named", KeyType::kDictionary, "", "Named peers.", false, kInner},
    {"labels", KeyType::kDictionary, "", "Labels."},
    {"inner", KeyType::kMap, "", "One peer.", false, kInner},
}};

std::string Complaints(std::string_view text) {
  Problems problems("f");
  CheckMap(*ParseYaml(text, "f"), kTable, "top", problems);
  const Result<> result = problems.ToResult();
  return result.ok() ? "" : result.error().message;
}

TEST(CheckMapTest, AcceptsWhatTheTableSays) {
  EXPECT_EQ(Complaints("size: 9\npeers: [{host: a}, {host: b, port: 1}]\n"
                       "named: {x: {host: c}}\nlabels: {a: b, n: 1}\ninner: {host: d}\n"),
            "");
}

TEST(CheckMapTest, CountsNothingAsAnEmptyCollection) {
  EXPECT_EQ(Complaints("peers:\nnamed:\nlabels:\n"), "");
}

TEST(CheckMapTest, NamesTheNearestKnownKey) {
  EXPECT_EQ(
      Complaints("zise: 1\n"),
      "f:1:1: unknown key \"zise\" in top; expected one of size, peers, named, labels, inner; "
      "did you mean \"size\"?");
}

TEST(CheckMapTest, LeavesTheHintOutWhereNothingIsNear) {
  EXPECT_THAT(Complaints("completely: 1\n"), ::testing::EndsWith("named, labels, inner"));
}

TEST(CheckMapTest, NamesThePathOfAWrongType) {
  EXPECT_EQ(Complaints("named:\n  x: {host: [1]}\n"),
            "f:2:13: top.named.x.host: expected a string, got a list");
  EXPECT_EQ(Complaints("peers: [{host: a, port: b}]\n"),
            "f:1:25: top.peers[0].port: expected a whole number, got \"b\"");
  EXPECT_EQ(Complaints("peers: {host: a}\n"),
            "f:1:8: top.peers: expected a list of maps, got a map");
  EXPECT_EQ(Complaints("peers: [a]\n"), "f:1:9: top.peers[0]: expected a map, got \"a\"");
  EXPECT_EQ(Complaints("inner: 3\n"), "f:1:8: top.inner: expected a map, got 3");
}

TEST(CheckMapTest, MissesARequiredKey) {
  EXPECT_EQ(Complaints("peers:\n  - port: 1\n"),
            "f:2:5: top.peers[0]: the key \"host\" is missing; expected string: The host.");
}

TEST(CheckMapTest, AsksTheKeysOwnCheckOnceTheTypeFits) {
  EXPECT_EQ(Complaints("size: 10\n"), "f:1:7: top.size: expected at most 9");
  EXPECT_EQ(Complaints("size: x\n"), "f:1:7: top.size: expected a whole number, got \"x\"");
}

TEST(CheckMapTest, LetsAKeyInspectWhatIsInsideAtItsOwnPlace) {
  EXPECT_EQ(Complaints("peers:\n  - {host: a}\n  - {host: a}\n"), "f:3:5: a twin");
}

TEST(CheckMapTest, TellsAllProblemsInTheOrderOfTheFile) {
  EXPECT_EQ(Complaints("inner: 1\nsize: a\nx: 1\n"),
            "f:1:8: top.inner: expected a map, got 1\n"
            "f:2:7: top.size: expected a whole number, got \"a\"\n"
            "f:3:1: unknown key \"x\" in top; expected one of size, peers, named, labels, inner");
}

TEST(CheckMapTest, ShowsTwentyProblemsAndCountsTheRest) {
  std::string text = "labels:\n";
  for (int i = 0; i < 23; ++i) text += "  k" + std::to_string(i) + ": []\n";

  const std::string complaints = Complaints(text);

  EXPECT_EQ(std::count(complaints.begin(), complaints.end(), '\n'), 20);
  EXPECT_THAT(complaints, ::testing::EndsWith("\nf: and 3 more like these"));
}

TEST(CheckMapTest, OnlyWarnsOfUnknownKeysInAnotherPluginsFile) {
  Problems problems("f");

  const bool good =
      CheckMap(*ParseYaml("zise: 1\nqqqqqq: 2\n", "f"), kTable, "", problems, UnknownKeys::kWarn);

  EXPECT_TRUE(good);
  EXPECT_THAT(problems.Warnings(),
              ElementsAre("f:1:1: unknown key \"zise\"; ignored; did you mean \"size\"?",
                          "f:2:1: unknown key \"qqqqqq\"; ignored"));
}

TEST(NearestTest, SeesSwapsCaseAndMissingLetters) {
  constexpr std::array<std::string_view, 3> kKnown = {"selectors", "sharing", "delivery"};

  EXPECT_EQ(Nearest("shairng", kKnown), "sharing");
  EXPECT_EQ(Nearest("Selectors", kKnown), "selectors");
  EXPECT_EQ(Nearest("delivry", kKnown), "delivery");
  EXPECT_EQ(Nearest("x", kKnown), "");
  EXPECT_EQ(Nearest(std::string(1000, 'x'), kKnown), "");
}

TEST(KeyRowsTest, ListsEveryKeyWithItsPath) {
  std::vector<std::string> paths;
  for (const KeyRow& row : KeyRows(kTable)) paths.push_back(row.path);

  EXPECT_THAT(paths, ElementsAre("size", "peers", "peers[].host", "peers[].port", "named",
                                 "named.<name>.host", "named.<name>.port", "labels", "inner",
                                 "inner.host", "inner.port"));
}

TEST(KeyRowsTest, PutsTheOptionsOfBackendsInTheirPlaces) {
  std::vector<std::string> paths;
  for (const KeyRow& row : DavitKeyRows(TestBackends())) paths.push_back(row.path);

  EXPECT_THAT(paths, ::testing::IsSupersetOf({"apiVersion", "backends.acme.devices[].name",
                                              "resources[].selectors[].sharing.count",
                                              "resources[].selectors[].options (acme).mode"}));
  EXPECT_THAT(paths, ::testing::Not(::testing::Contains("resources[].match")));
}

TEST(KeyRowsTest, EveryKeyHasAMeaning) {
  for (const KeyRow& row : DavitKeyRows({})) EXPECT_THAT(row.meaning, Not(IsEmpty())) << row.path;
}

TEST(KeysMarkdownTest, PrintsATable) {
  EXPECT_EQ(KeysMarkdown(KeyRows(kInner)),
            "| Key | Type | Default | Meaning |\n"
            "|---|---|---|---|\n"
            "| `host` | string | required | The host. |\n"
            "| `port` | whole number | `80` | The port. |\n");
}

}  // namespace
}  // namespace davit::config
