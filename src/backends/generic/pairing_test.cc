// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/backends/generic/pairing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace davit::generic {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

bool Always(const PathSet& /*set*/) { return true; }
bool Never(const PathSet& /*set*/) { return false; }

PathMatches Matches(std::vector<std::string> matches, int limit = 1, bool optional = false) {
  return {std::move(matches), limit, optional};
}

/// "a+x", with "-" for a path that is left out.
std::vector<std::string> Sets(const Pairing& pairing) {
  std::vector<std::string> texts;
  for (const PathSet& set : pairing.sets()) {
    std::string& text = texts.emplace_back();
    for (const auto& member : set.members) text += (text.empty() ? "" : "+") + member.value_or("-");
  }
  return texts;
}

std::vector<std::string> FromNothing(const std::vector<PathMatches>& paths) {
  Pairing pairing;
  pairing.Update(paths, false, Always);
  return Sets(pairing);
}

TEST(PairingTest, MakesOneSetOfEachMatchOfOnePath) {
  EXPECT_THAT(FromNothing({Matches({"a", "b", "c"})}), ElementsAre("a", "b", "c"));
  EXPECT_THAT(FromNothing({Matches({"a", "b"}, 10)}), ElementsAre("a", "b"));
  EXPECT_THAT(FromNothing({Matches({})}), IsEmpty());
}

TEST(PairingTest, StopsWhereTheShortestRepeatedListEnds) {
  EXPECT_THAT(FromNothing({Matches({"a", "b", "c", "d", "e"}), Matches({"x"}, 10)}),
              ElementsAre("a+x", "b+x", "c+x", "d+x", "e+x"));
  EXPECT_THAT(FromNothing({Matches({"a", "b", "c", "d", "e"}), Matches({"x"})}),
              ElementsAre("a+x"));
  EXPECT_THAT(FromNothing({Matches({"a", "b", "c"}), Matches({"x"}, 2)}),
              ElementsAre("a+x", "b+x"));
}

TEST(PairingTest, RepeatsListsEndToEnd) {
  EXPECT_THAT(FromNothing({Matches({"a", "b", "c", "d"}), Matches({"x", "y"}, 2)}),
              ElementsAre("a+x", "b+y", "c+x", "d+y"));
  EXPECT_THAT(FromNothing({Matches({"a", "b", "c"}), Matches({"x", "y"}, 2)}),
              ElementsAre("a+x", "b+y", "c+x"));
}

TEST(PairingTest, LeavesOutAnOptionalPathWithoutMatches) {
  EXPECT_THAT(FromNothing({Matches({"a", "b"}), Matches({}, 1, true)}), ElementsAre("a+-", "b+-"));
  EXPECT_THAT(FromNothing({Matches({"a", "b"}), Matches({"x"}, 1, true)}), ElementsAre("a+x"));
  EXPECT_THAT(FromNothing({Matches({}, 1, true), Matches({}, 1, true)}), IsEmpty());
  EXPECT_THAT(FromNothing({Matches({"a"}), Matches({})}), IsEmpty());
}

TEST(PairingTest, KeepsThePairsItHasMadeWhenAMatchComesBeforeThem) {
  Pairing pairing;
  pairing.Update({Matches({"b", "c"}), Matches({"x", "y"})}, false, Always);
  ASSERT_THAT(Sets(pairing), ElementsAre("b+x", "c+y"));

  pairing.Update({Matches({"a", "b", "c"}), Matches({"x", "y", "z"})}, false, Always);

  EXPECT_THAT(Sets(pairing), ElementsAre("b+x", "c+y", "a+z"));
}

TEST(PairingTest, PairsWhatABrokenSetLeavesBehindAnew) {
  Pairing pairing;
  pairing.Update({Matches({"a", "b"}), Matches({"x", "y"})}, false, Always);

  pairing.Update({Matches({"b", "c"}), Matches({"x", "y"})}, false, Always);

  EXPECT_THAT(Sets(pairing), ElementsAre("b+y", "c+x"));
}

TEST(PairingTest, KeepsABrokenSetForItsReturn) {
  Pairing pairing;
  pairing.Update({Matches({"a", "b"}), Matches({"x", "y"})}, true, Always);

  pairing.Update({Matches({"b"}), Matches({"x", "y"})}, true, Always);
  EXPECT_THAT(Sets(pairing), ElementsAre("a+x", "b+y"));
  pairing.Update({Matches({"a", "b"}), Matches({"x", "y"})}, true, Always);

  EXPECT_THAT(Sets(pairing), ElementsAre("a+x", "b+y"));
}

TEST(PairingTest, GivesABrokenSetUpWhenItsMembersAreNeeded) {
  Pairing pairing;
  pairing.Update({Matches({"a"}), Matches({"x"})}, true, Always);

  pairing.Update({Matches({"b"}), Matches({"x"})}, true, Always);

  EXPECT_THAT(Sets(pairing), ElementsAre("b+x"));
}

TEST(PairingTest, GivesNoBrokenSetUpThatIsHeld) {
  Pairing pairing;
  pairing.Update({Matches({"a"}), Matches({"x"})}, true, Never);

  pairing.Update({Matches({"b"}), Matches({"x"})}, true, Never);

  EXPECT_THAT(Sets(pairing), ElementsAre("a+x"));
}

TEST(PairingTest, GivesNoBrokenSetUpForNothing) {
  Pairing pairing;
  pairing.Update({Matches({"a", "b"})}, true, Always);

  pairing.Update({Matches({"c"})}, true, Always);

  EXPECT_THAT(Sets(pairing), ElementsAre("a", "b", "c"));
}

TEST(PairingTest, ASetOutlivesItsOptionalMember) {
  Pairing pairing;
  pairing.Update({Matches({"a"}), Matches({"x"}, 1, true)}, false, Always);

  pairing.Update({Matches({"a"}), Matches({}, 1, true)}, false, Always);

  EXPECT_THAT(Sets(pairing), ElementsAre("a+x"));
}

}  // namespace
}  // namespace davit::generic
