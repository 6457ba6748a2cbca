// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/config/match.h"

#include <gtest/gtest.h>

namespace davit::config {
namespace {

Condition Is(std::string_view glob) { return {AttributeValue(std::string(glob))}; }
Condition IsNumber(std::int64_t number) { return {AttributeValue(number)}; }
Condition IsBool(bool value) { return {AttributeValue(value)}; }
Condition Between(std::optional<double> min, std::optional<double> max) {
  return {Condition::Range{min, max}};
}
Condition AnyOf(std::vector<Condition> any) { return {Condition::AnyOf{std::move(any)}}; }
Condition Not(Condition inner) { return {Condition::Not{{std::move(inner)}}}; }

Device Card() {
  Device device;
  device.id = {"card0"};
  device.kind = "card";
  device.place.pci = PciAddress{"0000:3b:00.0"};
  device.place.numa = {NumaNode{0}, NumaNode{1}};
  device.attributes = {
      {"model", std::string("L40S/8")}, {"slots", std::int64_t{4}}, {"fast", true}};
  return device;
}

bool CardMatches(const std::string& attribute, Condition condition) {
  return Matches({{attribute, std::move(condition)}}, Card());
}

TEST(MatchesTest, TakesEverythingWithoutAnyCondition) { EXPECT_TRUE(Matches({}, Card())); }

TEST(MatchesTest, ReadsStringsAsGlobs) {
  EXPECT_TRUE(CardMatches("model", Is("L40S/8")));
  EXPECT_TRUE(CardMatches("model", Is("L4*8")));  // over a slash, too
  EXPECT_TRUE(CardMatches("model", Is("L[0-9]?S*")));
  EXPECT_FALSE(CardMatches("model", Is("L4")));
  EXPECT_FALSE(CardMatches("model", Is("l4*")));
}

TEST(MatchesTest, ComparesNumbersAndBools) {
  EXPECT_TRUE(CardMatches("slots", IsNumber(4)));
  EXPECT_FALSE(CardMatches("slots", IsNumber(40)));
  EXPECT_TRUE(CardMatches("fast", IsBool(true)));
  EXPECT_FALSE(CardMatches("fast", IsBool(false)));
}

TEST(MatchesTest, IncludesBothEndsOfARange) {
  EXPECT_TRUE(CardMatches("slots", Between(4, 4)));
  EXPECT_TRUE(CardMatches("slots", Between(std::nullopt, 4)));
  EXPECT_FALSE(CardMatches("slots", Between(4.5, std::nullopt)));
  EXPECT_FALSE(CardMatches("model", Between(0, 100)));
}

TEST(MatchesTest, TakesAnyOfAListAndTheOppositeOfNot) {
  EXPECT_TRUE(CardMatches("model", AnyOf({Is("A*"), Is("L*")})));
  EXPECT_FALSE(CardMatches("model", AnyOf({Is("A*"), Is("B*")})));
  EXPECT_TRUE(CardMatches("model", Not(Is("A*"))));
  EXPECT_FALSE(CardMatches("model", Not(AnyOf({Is("A*"), Is("L*")}))));
}

TEST(MatchesTest, NeverMatchesAnAbsentAttribute) {
  EXPECT_FALSE(CardMatches("serial", Is("*")));
  EXPECT_FALSE(CardMatches("serial", Not(Is("x"))));
  EXPECT_FALSE(CardMatches("parent", Not(Is("x"))));
}

TEST(MatchesTest, CountsWhatEveryDeviceHasAsAttributes) {
  EXPECT_TRUE(CardMatches("id", Is("card?")));
  EXPECT_TRUE(CardMatches("kind", Is("card")));
  EXPECT_TRUE(CardMatches("pci", Is("0000:3b:*")));
}

TEST(MatchesTest, MeetsAConditionWithAnyNumaNodeAndNotWithNone) {
  EXPECT_TRUE(CardMatches("numa", IsNumber(1)));
  EXPECT_TRUE(CardMatches("numa", Between(1, 7)));
  EXPECT_FALSE(CardMatches("numa", IsNumber(2)));
  EXPECT_FALSE(CardMatches("numa", Not(IsNumber(0))));
  EXPECT_TRUE(CardMatches("numa", Not(IsNumber(2))));
}

TEST(MatchesTest, WantsEveryConditionMet) {
  EXPECT_TRUE(Matches({{"kind", Is("card")}, {"fast", IsBool(true)}}, Card()));
  EXPECT_FALSE(Matches({{"kind", Is("card")}, {"fast", IsBool(false)}}, Card()));
}

TEST(MatchesTest, ComparesAnAttributeOfUnknownTypeByItsText) {
  Device device = Card();
  device.attributes["free"] = std::string("4");

  EXPECT_TRUE(Matches({{"free", IsNumber(4)}}, device));
  EXPECT_TRUE(CardMatches("slots", Is("4")));
}

}  // namespace
}  // namespace davit::config
