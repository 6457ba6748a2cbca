// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/alloc/preferred.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/testing/matchers.h"
#include "src/alloc/test_scene.h"

namespace davit::alloc {
namespace {

using config::Policy;
using davit::testing::HasError;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr Policy kAllPolicies[] = {Policy::kPacked, Policy::kSpread, Policy::kNuma,
                                   Policy::kTopology};

TEST(PreferredTest, PutsWhatMustBeIncludedFirst) {
  Scene scene;
  for (const char* id : {"a", "b", "c"}) scene.Add(id);
  scene.MustInclude("c0");

  for (Policy policy : kAllPolicies) EXPECT_THAT(scene.Ask(policy, 2), ElementsAre("c0", "a0"));
}

TEST(PreferredTest, RefusesMoreThatMustBeIncludedThanAreAskedFor) {
  Scene scene;
  scene.Add("a", {.shares = 2});
  scene.MustInclude("a0");
  scene.MustInclude("a1");

  EXPECT_THAT(Preferred(Policy::kSpread, scene.topology, scene.candidates, 1),
              HasError(Code::kInvalidArgument, "2 ids must be included, but only 1 are asked for"));
}

TEST(PreferredTest, GivesAllWhenFewerAreThereThanAskedFor) {
  Scene scene;
  scene.Add("a", {.shares = 2});
  scene.Add("b");

  for (Policy policy : kAllPolicies) {
    EXPECT_THAT(scene.Ask(policy, 9), UnorderedElementsAre("a0", "a1", "b0"));
  }
}

TEST(PreferredTest, GivesNothingWhereNothingIsAskedForOrThere) {
  Scene scene;
  EXPECT_THAT(scene.Ask(Policy::kTopology, 3), IsEmpty());
  scene.Add("a");
  EXPECT_THAT(scene.Ask(Policy::kTopology, 0), IsEmpty());
}

TEST(PreferredTest, TakesDistinctDevicesFirstWhateverThePolicy) {
  Scene scene;
  scene.Add("a", {.shares = 4, .held = 3});
  scene.Add("b", {.shares = 4});

  for (Policy policy : kAllPolicies) {
    EXPECT_THAT(scene.Ask(policy, 2), UnorderedElementsAre("a0", "b0"));
    EXPECT_THAT(scene.Ask(policy, 4), UnorderedElementsAre("a0", "a1", "b0", "b1"));
  }
}

TEST(PreferredTest, CountsWhatMustBeIncludedAmongTheDistinctDevices) {
  Scene scene;
  scene.Add("a", {.shares = 4});
  scene.Add("b", {.shares = 4});
  scene.MustInclude("a3");

  for (Policy policy : kAllPolicies) EXPECT_THAT(scene.Ask(policy, 2), ElementsAre("a3", "b0"));
}

TEST(PreferredTest, TakesUnknownIdsLast) {
  Scene scene;
  scene.Add("b");
  scene.candidates.push_back({"x", 7, 0, false});
  scene.candidates.push_back({"a", 9, 0, false});

  EXPECT_THAT(scene.Ask(Policy::kPacked, 1), ElementsAre("b0"));
  EXPECT_THAT(scene.Ask(Policy::kPacked, 3), ElementsAre("b0", "a", "x"));
}

TEST(PreferredTest, TakesAnIdThatComesTwiceOnce) {
  Scene scene;
  scene.Add("a");
  scene.candidates.push_back(scene.candidates.front());
  scene.candidates.back().must_include = true;

  EXPECT_THAT(scene.Ask(Policy::kSpread, 2), ElementsAre("a0"));
}

TEST(PackedTest, FillsTheDeviceThatIsUsedMost) {
  Scene scene;
  scene.Add("a", {.shares = 4});
  scene.Add("b", {.shares = 2, .held = 2});

  EXPECT_THAT(scene.Ask(Policy::kPacked, 1), ElementsAre("b0"));
}

TEST(PackedTest, StaysWithinOneParentWhereOneIsEnough) {
  Scene scene;
  for (const char* id : {"a", "b", "c"}) scene.Add(id, {.parent = "gpu0"});
  for (const char* id : {"d", "e"}) scene.Add(id, {.parent = "gpu1"});

  EXPECT_THAT(scene.Ask(Policy::kPacked, 2), ElementsAre("d0", "e0"));  // leaves gpu0 whole
  EXPECT_THAT(scene.Ask(Policy::kPacked, 3), ElementsAre("a0", "b0", "c0"));
}

TEST(PackedTest, PrefersTheParentThatIsUsedAlready) {
  Scene scene;
  for (const char* id : {"a", "b"}) scene.Add(id, {.parent = "gpu0"});
  for (const char* id : {"d", "e"}) scene.Add(id, {.parent = "gpu1"});
  scene.Add("f", {.shares = 0, .held = 1, .parent = "gpu1"});

  EXPECT_THAT(scene.Ask(Policy::kPacked, 1), ElementsAre("d0"));
}

TEST(PackedTest, StaysWithTheParentOfWhatMustBeIncluded) {
  Scene scene;
  for (const char* id : {"a", "b", "c"}) scene.Add(id, {.parent = "gpu0"});
  for (const char* id : {"d", "e"}) scene.Add(id, {.parent = "gpu1"});
  scene.MustInclude("e0");

  EXPECT_THAT(scene.Ask(Policy::kPacked, 2), ElementsAre("e0", "d0"));
}

TEST(SpreadTest, TakesTheLeastHeldDevice) {
  Scene scene;
  scene.Add("a", {.shares = 2, .held = 2});
  scene.Add("b", {.shares = 4});

  EXPECT_THAT(scene.Ask(Policy::kSpread, 1), ElementsAre("b0"));
}

TEST(SpreadTest, ComparesShares) {
  Scene scene;
  scene.Add("a", {.shares = 2, .held = 1});  // a third
  scene.Add("b", {.shares = 8, .held = 2});  // a fifth

  EXPECT_THAT(scene.Ask(Policy::kSpread, 1), ElementsAre("b0"));
}

TEST(SpreadTest, TakesFromEveryParentInTurn) {
  Scene scene;
  for (const char* id : {"a", "b", "c"}) scene.Add(id, {.parent = "gpu0"});
  for (const char* id : {"d", "e", "f"}) scene.Add(id, {.parent = "gpu1"});

  EXPECT_THAT(scene.Ask(Policy::kSpread, 4), ElementsAre("a0", "d0", "b0", "e0"));
}

TEST(NumaTest, StaysOnOneNodeWhereOneIsEnough) {
  Scene scene;
  scene.Add("a", {.numa = {{0}}});
  scene.Add("b", {.numa = {{1}}});
  scene.Add("c", {.numa = {{1}}});

  EXPECT_THAT(scene.Ask(Policy::kNuma, 2), ElementsAre("b0", "c0"));
  EXPECT_THAT(scene.Ask(Policy::kNuma, 1), ElementsAre("a0"));  // leaves node 1 whole
}

TEST(NumaTest, StaysOnTheNodeOfWhatMustBeIncluded) {
  Scene scene;
  scene.Add("a", {.numa = {{0}}});
  scene.Add("b", {.numa = {{1}}});
  scene.Add("c", {.numa = {{1}}});
  scene.MustInclude("c0");

  EXPECT_THAT(scene.Ask(Policy::kNuma, 2), ElementsAre("c0", "b0"));
}

TEST(NumaTest, CountsADeviceOfTwoNodesAsNearToEither) {
  Scene scene;
  scene.Add("a", {.numa = {{0}}});
  scene.Add("b", {.numa = {{2}}});
  scene.Add("c", {.numa = {{1}, {2}}});

  EXPECT_THAT(scene.Ask(Policy::kNuma, 2), ElementsAre("b0", "c0"));
}

TEST(NumaTest, TakesDevicesOfUnknownNodeAfterTheKnown) {
  Scene scene;
  scene.Add("a");
  scene.Add("b", {.numa = {{0}}});
  scene.Add("c", {.numa = {{0}}});

  EXPECT_THAT(scene.Ask(Policy::kNuma, 3), ElementsAre("b0", "c0", "a0"));
}

TEST(NumaTest, StaysOnFewNodesWhereThereAreTooManyToTryAllSets) {
  Scene scene;
  for (int node = 0; node < 40; ++node) scene.Add("a" + std::to_string(node), {.numa = {{node}}});
  for (const char* id : {"x", "y", "z"}) scene.Add(id, {.numa = {{50}}});

  EXPECT_THAT(scene.Ask(Policy::kNuma, 3), ElementsAre("x0", "y0", "z0"));
}

TEST(TopologyTest, TakesTheClosestPair) {
  Scene scene;
  for (const char* id : {"a", "b", "c", "d"}) scene.Add(id);
  scene.Link(0, 1, 1);
  scene.Link(1, 3, 5);
  scene.Link(2, 3, 4);

  EXPECT_THAT(scene.Ask(Policy::kTopology, 2), ElementsAre("b0", "d0"));
}

TEST(TopologyTest, LeavesTheBestForTheNext) {
  Scene scene;
  for (const char* id : {"a", "b", "c", "d"}) scene.Add(id);
  scene.Link(0, 1, 2);  // taking a or b alone would tear the better pair
  scene.Link(2, 3, 1);

  EXPECT_THAT(scene.Ask(Policy::kTopology, 1), ElementsAre("c0"));
}

TEST(TopologyTest, ComesCloseToWhatMustBeIncluded) {
  Scene scene;
  for (const char* id : {"a", "b", "c", "d"}) scene.Add(id);
  scene.Link(0, 1, 9);
  scene.Link(2, 3, 1);
  scene.MustInclude("d0");

  EXPECT_THAT(scene.Ask(Policy::kTopology, 2), ElementsAre("d0", "c0"));
}

TEST(TopologyTest, TakesTheLowestIdsWithoutAnyLinks) {
  Scene scene;
  for (const char* id : {"c", "b", "a"}) scene.Add(id);

  EXPECT_THAT(scene.Ask(Policy::kTopology, 2), ElementsAre("a0", "b0"));
}

}  // namespace
}  // namespace davit::alloc
