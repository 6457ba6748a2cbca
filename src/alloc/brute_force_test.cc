// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include <algorithm>
#include <bit>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <tuple>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "src/alloc/preferred.h"
#include "src/alloc/test_scene.h"

namespace davit::alloc {
namespace {

using config::Policy;

constexpr Policy kAllPolicies[] = {Policy::kPacked, Policy::kSpread, Policy::kNuma,
                                   Policy::kTopology};

/// Machines made by chance, but the same ones every time.
class Machines {
 public:
  explicit Machines(unsigned seed) : random_(seed) {}

  std::size_t Below(std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random_);
  }

  /// Up to `most` devices of one share each, with parents, nodes and links here and there.
  Scene Unshared(std::size_t most) {
    Scene scene;
    const std::size_t count = 1 + Below(most);
    for (std::size_t i = 0; i < count; ++i) {
      Scene::Spec spec;
      if (Below(2) == 0) spec.parent = "p" + std::to_string(Below(4));
      for (int node = 0; node < 3; ++node) {
        if (Below(3) == 0) spec.numa.push_back({node});
      }
      scene.Add(std::string(1, static_cast<char>('a' + i)), spec);
    }
    for (std::size_t i = 0; i < count; ++i) {
      for (std::size_t j = i + 1; j < count; ++j) {
        if (Below(2) == 0) scene.Link(i, j, static_cast<double>(Below(4)));
      }
    }
    for (Candidate& candidate : scene.candidates) candidate.must_include = Below(6) == 0;
    return scene;
  }

  /// The same with shares, some of them held.
  Scene Shared(std::size_t most) {
    Scene scene;
    const std::size_t count = 1 + Below(most);
    for (std::size_t i = 0; i < count; ++i) {
      scene.Add(std::string(1, static_cast<char>('a' + i)),
                {.shares = Below(5), .held = Below(3), .parent = Below(2) == 0 ? "p" : ""});
    }
    for (Candidate& candidate : scene.candidates) candidate.must_include = Below(9) == 0;
    return scene;
  }

  void Shuffle(std::vector<Candidate>& candidates) {
    std::shuffle(candidates.begin(), candidates.end(), random_);
  }

 private:
  std::mt19937 random_;
};

std::size_t MustIncludes(const Scene& scene) {
  return static_cast<std::size_t>(
      std::count_if(scene.candidates.begin(), scene.candidates.end(),
                    [](const Candidate& candidate) { return candidate.must_include; }));
}

using Devices = std::vector<std::size_t>;  // sorted

/// Every set of `size` devices that holds what must be included, lowest ids first.
std::vector<Devices> AllAnswers(const Scene& scene, std::size_t size) {
  unsigned required = 0;
  for (const Candidate& candidate : scene.candidates) {
    if (candidate.must_include) required |= 1u << candidate.device;
  }
  std::vector<Devices> answers;
  for (unsigned set = 0; set < 1u << scene.topology.devices.size(); ++set) {
    if (static_cast<std::size_t>(std::popcount(set)) != size || (set & required) != required) {
      continue;
    }
    Devices devices;
    for (std::size_t i = 0; i < scene.topology.devices.size(); ++i) {
      if ((set >> i & 1u) != 0) devices.push_back(i);
    }
    answers.push_back(std::move(devices));
  }
  std::sort(answers.begin(), answers.end());
  return answers;
}

Devices DevicesOf(const Scene& scene, const std::vector<std::string>& ids) {
  Devices devices;
  for (const Candidate& candidate : scene.candidates) {
    if (std::count(ids.begin(), ids.end(), candidate.id) > 0) devices.push_back(candidate.device);
  }
  std::sort(devices.begin(), devices.end());
  return devices;
}

double SumOfLinks(const Scene& scene, const Devices& devices) {
  double sum = 0;
  if (scene.topology.weight.empty()) return sum;
  for (std::size_t i : devices) {
    for (std::size_t j : devices) {
      if (i < j) sum += scene.topology.weight[i * scene.topology.devices.size() + j];
    }
  }
  return sum;
}

Devices Rest(const Scene& scene, const Devices& devices) {
  Devices rest;
  for (std::size_t i = 0; i < scene.topology.devices.size(); ++i) {
    if (!std::binary_search(devices.begin(), devices.end(), i)) rest.push_back(i);
  }
  return rest;
}

std::size_t Parents(const Scene& scene, const Devices& devices) {
  std::set<std::string> parents;
  for (std::size_t i : devices) {
    const Topology::Node& node = scene.topology.devices[i];
    parents.insert(node.parent.empty() ? "alone " + node.id : node.parent);
  }
  return parents.size();
}

/// How many NUMA nodes it takes until every device is near to one of them.
int NumaNodes(const Scene& scene, const Devices& devices) {
  int fewest = 3;
  for (unsigned nodes = 0; nodes < 8; ++nodes) {
    const bool covers = std::all_of(devices.begin(), devices.end(), [&](std::size_t i) {
      const auto& numa = scene.topology.devices[i].numa;
      return numa.empty() || std::any_of(numa.begin(), numa.end(), [nodes](NumaNode node) {
               return (nodes >> node.value & 1u) != 0;
             });
    });
    if (covers) fewest = std::min(fewest, std::popcount(nodes));
  }
  return fewest;
}

/// Calls `check(scene, size)` for machines of up to ten devices and every size that they allow.
template <class Check>
void ForEveryQuestion(Check check) {
  Machines machines(7);
  for (int round = 0; round < 300; ++round) {
    const Scene scene = machines.Unshared(10);
    for (std::size_t size = MustIncludes(scene); size <= scene.candidates.size(); ++size) {
      check(scene, size);
    }
  }
}

TEST(BruteForceTest, NoAnswerHasBetterLinksThanTopologysNorLeavesBetterOnesNorLowerIds) {
  ForEveryQuestion([](const Scene& scene, std::size_t size) {
    std::optional<std::tuple<double, double>> best;
    Devices best_devices;
    for (const Devices& devices : AllAnswers(scene, size)) {
      const std::tuple score(SumOfLinks(scene, devices), SumOfLinks(scene, Rest(scene, devices)));
      if (best && score <= *best) continue;
      best = score;
      best_devices = devices;
    }

    EXPECT_EQ(DevicesOf(scene, scene.Ask(Policy::kTopology, size)), best_devices);
  });
}

TEST(BruteForceTest, NoAnswerHasFewerParentsThanPackeds) {
  ForEveryQuestion([](const Scene& scene, std::size_t size) {
    std::size_t fewest = scene.candidates.size();
    for (const Devices& devices : AllAnswers(scene, size)) {
      fewest = std::min(fewest, Parents(scene, devices));
    }

    EXPECT_EQ(Parents(scene, DevicesOf(scene, scene.Ask(Policy::kPacked, size))), fewest);
  });
}

TEST(BruteForceTest, NoAnswerHasFewerNumaNodesThanNumas) {
  ForEveryQuestion([](const Scene& scene, std::size_t size) {
    int fewest = 3;
    for (const Devices& devices : AllAnswers(scene, size)) {
      fewest = std::min(fewest, NumaNodes(scene, devices));
    }

    EXPECT_EQ(NumaNodes(scene, DevicesOf(scene, scene.Ask(Policy::kNuma, size))), fewest);
  });
}

/// By how many shares the most and the least used parent differ, among those that had a choice.
TEST(PropertyTest, SpreadNeverTakesTwoOfOneParentWhileAnotherHasNone) {
  ForEveryQuestion([](const Scene& scene, std::size_t size) {
    if (MustIncludes(scene) > 0) return;
    const Devices devices = DevicesOf(scene, scene.Ask(Policy::kSpread, size));

    const std::size_t possible = Parents(scene, Rest(scene, {}));
    EXPECT_EQ(Parents(scene, devices), std::min(size, possible));
  });
}

TEST(PropertyTest, AnswersHoldEveryMustIncludeAndNothingTwice) {
  Machines machines(11);
  for (int round = 0; round < 500; ++round) {
    const Scene scene = machines.Shared(8);
    const std::size_t required = MustIncludes(scene);
    const std::size_t size = required + machines.Below(scene.candidates.size() + 2);
    for (Policy policy : kAllPolicies) {
      const std::vector<std::string> answer = scene.Ask(policy, size);

      EXPECT_EQ(answer.size(), std::min(size, scene.candidates.size()));
      EXPECT_EQ(std::set(answer.begin(), answer.end()).size(), answer.size());
      for (const Candidate& candidate : scene.candidates) {
        if (!candidate.must_include) continue;
        const auto at = std::find(answer.begin(), answer.end(), candidate.id);
        EXPECT_LT(static_cast<std::size_t>(at - answer.begin()), required);
      }
    }
  }
}

TEST(PropertyTest, NoDeviceGivesASecondShareWhileAnotherCouldGiveItsFirst) {
  Machines machines(13);
  for (int round = 0; round < 500; ++round) {
    const Scene scene = machines.Shared(8);
    if (MustIncludes(scene) > 0) continue;
    const std::size_t size = machines.Below(scene.candidates.size() + 1);
    for (Policy policy : kAllPolicies) {
      std::map<std::size_t, std::size_t> taken;
      for (std::size_t device : DevicesOf(scene, scene.Ask(policy, size))) ++taken[device];
      std::map<std::size_t, std::size_t> offered;
      for (const Candidate& candidate : scene.candidates) ++offered[candidate.device];

      std::size_t most = 0;
      for (const auto& [device, count] : taken) most = std::max(most, count);
      for (const auto& [device, count] : offered) {
        EXPECT_GE(taken[device] + 1, std::min(count + 1, most));
      }
    }
  }
}

TEST(PropertyTest, TheSameQuestionInAnyOrderHasTheSameAnswer) {
  Machines machines(17);
  for (int round = 0; round < 300; ++round) {
    Scene scene = round % 2 == 0 ? machines.Shared(8) : machines.Unshared(10);
    const std::size_t size = MustIncludes(scene) + machines.Below(scene.candidates.size() + 1);
    for (Policy policy : kAllPolicies) {
      const std::vector<std::string> answer = scene.Ask(policy, size);
      machines.Shuffle(scene.candidates);

      EXPECT_EQ(scene.Ask(policy, size), answer);
    }
  }
}

TEST(PropertyTest, TheOrderOfTheDevicesDoesNotMatterEither) {
  Machines machines(19);
  for (int round = 0; round < 200; ++round) {
    const Scene scene = machines.Unshared(10);
    const std::size_t count = scene.topology.devices.size();
    Scene mirrored;
    mirrored.candidates = scene.candidates;
    mirrored.topology.devices.assign(scene.topology.devices.rbegin(),
                                     scene.topology.devices.rend());
    mirrored.topology.weight.assign(scene.topology.weight.rbegin(), scene.topology.weight.rend());
    for (Candidate& candidate : mirrored.candidates)
      candidate.device = count - 1 - candidate.device;
    const std::size_t size = MustIncludes(scene) + machines.Below(count + 1);
    for (Policy policy : kAllPolicies) {
      EXPECT_EQ(mirrored.Ask(policy, size), scene.Ask(policy, size));
    }
  }
}

/// 24 devices in six cliques of four: far too many answers to try, and one kind of best one.
TEST(TopologyTest, FindsWholeCliquesAmongMoreDevicesThanCanBeTried) {
  Scene scene;
  for (char id = 'a'; id < 'a' + 24; ++id) scene.Add(std::string(1, id));
  for (std::size_t i = 0; i < 24; ++i) {
    for (std::size_t j = i + 1; j < 24; ++j) scene.Link(i, j, i % 6 == j % 6 ? 10 : 1);
  }

  const Devices devices = DevicesOf(scene, scene.Ask(Policy::kTopology, 8));

  std::map<std::size_t, int> cliques;
  for (std::size_t device : devices) ++cliques[device % 6];
  EXPECT_EQ(cliques.size(), 2u);
}

}  // namespace
}  // namespace davit::alloc
