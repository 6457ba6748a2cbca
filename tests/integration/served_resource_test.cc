// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "tests/integration/served_resource.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/emulator/fake_kubelet.h"
#include "davit/testing/matchers.h"
#include "davit/testing/temp_tree.h"

namespace davit {
namespace {

using emulator::FakeKubelet;
using emulator::Node;
using emulator::Verdict;
using testing::HasCode;
using testing::HasError;
using testing::IsOk;

const std::string kResource = "davit.dev/thing";

DeviceList Devices(int count) {
  DeviceList list;
  for (int i = 0; i < count; ++i) list.push_back({.id = "thing-" + std::to_string(i)});
  return list;
}

emulator::Pod PodAsking(int count, std::string uid = "uid-1") {
  return {.uid = std::move(uid), .containers = {{.limits = {{kResource, count}}}}};
}

class ServedResourceTest : public ::testing::Test {
 protected:
  testing::TempTree tree_;
  StaticResource resource_{kResource, Devices(2)};
};

TEST_F(ServedResourceTest, RegistersListsAndAllocates) {
  const auto kubelet = *FakeKubelet::Start(tree_.path());
  ServedResource served(tree_.path(), resource_);

  ASSERT_THAT(served.Register(), IsOk());
  ASSERT_THAT(kubelet->WaitForAllocatable(kResource, 2), IsOk());
  const Verdict verdict = kubelet->Admit(PodAsking(1));

  ASSERT_TRUE(verdict.admitted) << verdict.message;
  EXPECT_EQ(verdict.grants.at(0).response.envs.at("DEVICES"), "thing-0");
}

TEST_F(ServedResourceTest, SaysAtOnceThatNobodyListens) {
  ServedResource served(tree_.path(), resource_);

  EXPECT_THAT(served.Register(), HasCode(Code::kUnavailable));
}

TEST_F(ServedResourceTest, GivesUpOnAKubeletThatDoesNotAnswer) {
  const auto kubelet = *FakeKubelet::Start(tree_.path());
  kubelet->SetFaults({.hang_registers = true});
  ServedResource served(tree_.path(), resource_);

  EXPECT_THAT(served.Register(std::chrono::milliseconds(50)), HasCode(Code::kDeadlineExceeded));
}

TEST_F(ServedResourceTest, HandsOnWhatTheKubeletSays) {
  const auto kubelet = *FakeKubelet::Start(tree_.path());
  StaticResource bad("no-slash", {});
  ServedResource served(tree_.path(), bad);

  EXPECT_THAT(served.Register(),
              HasError(Code::kUnknown, "the ResourceName \"no-slash\" is invalid"));
}

TEST_F(ServedResourceTest, EndsItsStreamsWhenItShutsDown) {
  const auto kubelet = *FakeKubelet::Start(tree_.path());
  ServedResource served(tree_.path(), resource_);
  ASSERT_THAT(served.Register(), IsOk());
  ASSERT_THAT(kubelet->WaitForAllocatable(kResource, 2), IsOk());

  served.Shutdown();

  EXPECT_EQ(served.open_streams(), 0);
  EXPECT_THAT(kubelet->WaitFor("the plugin to be gone",
                               [](const Node& node) { return !node.Of(kResource).connected; }),
              IsOk());
}

}  // namespace
}  // namespace davit
