// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/emulator/device_manager.h"

#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/testing/fake_clock.h"
#include "davit/testing/matchers.h"
#include "src/emulator/scripted_plugin.h"

namespace davit::emulator {
namespace {

using testing::HasError;
using testing::IsOk;

const std::string kResource = "example.com/foo";
constexpr auto kGrace = std::chrono::minutes(5);

SentDevice Sent(std::string id, std::string health) {
  return {.id = std::move(id), .health = std::move(health), .numa = {}};
}

class DeviceManagerTest : public ::testing::TestWithParam<Version> {
 protected:
  NodeResource Now() const { return manager_.node().Of(kResource); }

  testing::FakeClock clock_;
  DeviceManager manager_{GetParam(), kGrace, 1, clock_};
  std::shared_ptr<ScriptedPlugin> plugin_ = std::make_shared<ScriptedPlugin>("one.sock");
  std::shared_ptr<ScriptedPlugin> second_ = std::make_shared<ScriptedPlugin>("two.sock");
};

std::string NameOf(const ::testing::TestParamInfo<Version>& version) {
  static const char* const kNames[] = {"Kubelet120", "Kubelet128", "Kubelet136", "KubeletNext"};
  return kNames[static_cast<int>(version.param)];
}

INSTANTIATE_TEST_SUITE_P(Versions, DeviceManagerTest,
                         ::testing::Values(Version::k1_20, Version::k1_28, Version::k1_36,
                                           Version::kNext),
                         NameOf);

TEST_P(DeviceManagerTest, ChecksVersionAndName) {
  EXPECT_THAT(manager_.CheckRegistration("v1beta1", kResource), IsOk());
  EXPECT_THAT(manager_.CheckRegistration("v1alpha", kResource),
              HasError(Code::kUnknown, "requested API version \"v1alpha\" is not supported"));
  EXPECT_THAT(manager_.CheckRegistration("v1beta1", "foo"),
              HasError(Code::kUnknown, "the ResourceName \"foo\" is invalid"));
}

TEST_P(DeviceManagerTest, CountsHealthyDevicesAsAllocatableAndAllAsCapacity) {
  manager_.Connected(kResource, plugin_, {});

  manager_.Listed(kResource, {Sent("a", "Healthy"), Sent("b", "healthy"), Sent("c", "Unhealthy")});

  EXPECT_EQ(Now().capacity, 3);
  EXPECT_EQ(Now().allocatable, 1);
}

TEST_P(DeviceManagerTest, EachListReplacesTheOneBefore) {
  manager_.Connected(kResource, plugin_, {});
  manager_.Listed(kResource, {Sent("a", "Healthy"), Sent("b", "Healthy")});

  manager_.Listed(kResource, {Sent("b", "Healthy")});

  EXPECT_EQ(Now().capacity, 1);
  EXPECT_FALSE(Now().devices.contains("a"));
}

TEST_P(DeviceManagerTest, KeepsTheCapacityForTheGraceAfterThePluginWent) {
  manager_.Connected(kResource, plugin_, {});
  manager_.Listed(kResource, {Sent("a", "Healthy")});

  manager_.StreamEnded(kResource, *plugin_, "EOF");

  EXPECT_EQ(Now().allocatable, 0);
  EXPECT_EQ(Now().capacity, 1);
  clock_.Advance(kGrace);
  EXPECT_EQ(Now().capacity, 0);
  EXPECT_TRUE(manager_.node().resources.contains(kResource));
}

TEST_P(DeviceManagerTest, RecoversWhenThePluginRegistersAgain) {
  manager_.Connected(kResource, plugin_, {});
  manager_.Listed(kResource, {Sent("a", "Healthy")});
  manager_.StreamEnded(kResource, *plugin_, "EOF");
  clock_.Advance(kGrace);

  manager_.Connected(kResource, second_, {});
  manager_.Listed(kResource, {Sent("a", "Healthy")});

  EXPECT_EQ(Now().allocatable, 1);
  EXPECT_EQ(Now().registrations, 2);
  EXPECT_EQ(Now().endpoint, "two.sock");
}

TEST_P(DeviceManagerTest, TheEndOfAnOldStreamTakesTheNewClientWhereTheVersionHasThatFault) {
  manager_.Connected(kResource, plugin_, {});
  manager_.Connected(kResource, second_, {});
  manager_.Listed(kResource, {Sent("a", "Healthy")});

  manager_.StreamEnded(kResource, *plugin_, "EOF");

  const bool has_fault = GetParam() == Version::k1_28 || GetParam() == Version::k1_36;
  EXPECT_EQ(second_->disconnected, has_fault);
  EXPECT_EQ(Now().allocatable, has_fault ? 0 : 1);
}

TEST_P(DeviceManagerTest, ARestartKnowsTheNamesButNoDevices) {
  manager_.Connected(kResource, plugin_, {});
  manager_.Listed(kResource, {Sent("a", "Healthy")});

  manager_.Restart();

  EXPECT_EQ(Now().capacity, 0);
  EXPECT_TRUE(manager_.node().resources.contains(kResource));
}

TEST_P(DeviceManagerTest, SaysWhatItWaitedForInVain) {
  EXPECT_THAT(manager_.WaitFor(
                  "a miracle", [](const Node&) { return false; }, std::chrono::milliseconds(1)),
              HasError(Code::kDeadlineExceeded, "a miracle; the node has no resource"));
}

}  // namespace
}  // namespace davit::emulator
