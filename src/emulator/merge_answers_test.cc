// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/emulator/merge_answers.h"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace davit::emulator {
namespace {

using ::testing::ElementsAre;

TEST(MergeAnswersTest, TheFirstAnswerWinsForEachKey) {
  const std::vector<ContainerResponse> answers = {
      {.envs = {{"A", "1"}},
       .mounts = {{"/m", "/one", true}},
       .devices = {{"/dev/a", "/dev/one", "rw"}},
       .annotations = {{"n", "1"}},
       .cdi_devices = {"v/c=x"}},
      {.envs = {{"A", "2"}, {"B", "2"}},
       .mounts = {{"/m", "/two", false}},
       .devices = {{"/dev/a", "/dev/two", "r"}, {"/dev/b", "/dev/b", "r"}},
       .annotations = {{"n", "2"}},
       .cdi_devices = {"v/c=x", "v/c=y"}}};

  const ContainerResponse merged = MergeAnswers(answers);

  EXPECT_EQ(merged.envs.at("A"), "1");
  EXPECT_EQ(merged.envs.at("B"), "2");
  EXPECT_EQ(merged.annotations.at("n"), "1");
  ASSERT_EQ(merged.mounts.size(), 1U);
  EXPECT_EQ(merged.mounts[0].host_path, "/one");
  ASSERT_EQ(merged.devices.size(), 2U);
  EXPECT_EQ(merged.devices[0].host_path, "/dev/one");
  EXPECT_THAT(merged.cdi_devices, ElementsAre("v/c=x", "v/c=y"));
}

}  // namespace
}  // namespace davit::emulator
