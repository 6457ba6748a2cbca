// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/alloc/preferred.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace davit::alloc {
namespace {

using config::Policy;
using testing::ElementsAre;

/// Devices "a", "b", … each with `shares` candidates "a0", "a1", ….
struct Scene {
  Topology topology;
  std::vector<Candidate> candidates;

  std::size_t Add(std::string id, std::size_t shares = 1, std::size_t held = 0,
                  std::string parent = "", std::vector<NumaNode> numa = {}) {
    const std::size_t device = topology.devices.size();
    topology.devices.push_back({id, std::move(parent), std::move(numa), held, shares + held});
    for (std::size_t n = 0; n < shares; ++n) {
      candidates.push_back({id + std::to_string(n), device, held + n, false});
    }
    return device;
  }
  void Link(std::size_t a, std::size_t b, double weight) {
    topology.weight.resize(topology.devices.size() * topology.devices.size());
    topology.weight[a * topology.devices.size() + b] = weight;
    topology.weight[b * topology.devices.size() + a] = weight;
  }
  void MustInclude(std::string_view id) {
    for (Candidate& candidate : candidates) {
      if (candidate.id == id) candidate.must_include = true;
    }
  }
  std::vector<std::string> Ask(Policy policy, std::size_t size) const {
    auto answer = Preferred(policy, topology, candidates, size);
    EXPECT_TRUE(answer.ok());
    return answer.ok() ? *answer : std::vector<std::string>();
  }
};

TEST(PackedTest, FillsTheDeviceThatIsUsedAlready) {
  Scene scene;
  scene.Add("a", 4);
  scene.Add("b", 2, 2);

  EXPECT_THAT(scene.Ask(Policy::kPacked, 1), ElementsAre("b0"));
}

TEST(PackedTest, StaysWithinOneParentWhereOneIsEnough) {
  Scene scene;
  for (const char* id : {"a", "b", "c"}) scene.Add(id, 1, 0, "gpu0");
  for (const char* id : {"d", "e"}) scene.Add(id, 1, 0, "gpu1");

  EXPECT_THAT(scene.Ask(Policy::kPacked, 2), ElementsAre("d0", "e0"));
  EXPECT_THAT(scene.Ask(Policy::kPacked, 3), ElementsAre("a0", "b0", "c0"));
}

TEST(SpreadTest, TakesTheLeastHeldDevice) {
  Scene scene;
  scene.Add("a", 2, 2);
  scene.Add("b", 4);

  EXPECT_THAT(scene.Ask(Policy::kSpread, 1), ElementsAre("b0"));
}

TEST(PreferredTest, RefusesMoreThatMustBeIncludedThanAreAskedFor) {
  Scene scene;
  scene.Add("a", 2);
  scene.MustInclude("a0");
  scene.MustInclude("a1");

  const auto answer = Preferred(Policy::kSpread, scene.topology, scene.candidates, 1);

  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code, Code::kInvalidArgument);
}

}  // namespace
}  // namespace davit::alloc
