// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
// Contract 4, sentence by sentence.
#include "src/plugin/sharing.h"

#include "src/model/device_id.h"
#include "src/plugin/resource_set_fixture.h"

namespace davit {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> Ids(const std::optional<config::Sharing>& sharing, const Device& device) {
  auto ids = WireIds(kTestEntry, sharing, device);
  return ids.ok() ? *ids : std::vector<std::string>{"error: " + ids.error().message};
}

TEST(SharingTest, WithoutSharingTheWireIdIsTheDevicesId) {
  EXPECT_THAT(Ids(std::nullopt, MakeDevice("a")), ElementsAre("a"));
}

TEST(SharingTest, NoSharingIsNotTheSameAsOneShare) {
  EXPECT_THAT(Ids(Shares(1), MakeDevice("a")), ElementsAre("a::0"));
}

TEST(SharingTest, TemplatesAreFilledForEachShare) {
  EXPECT_THAT(Ids(Shares(2, "{id}/vgpu{n}"), MakeDevice("a")), ElementsAre("a/vgpu0", "a/vgpu1"));
  EXPECT_THAT(Ids(Shares(3, "{n}"), MakeDevice("a")), ElementsAre("0", "1", "2"));
}

TEST(SharingTest, WhatADeviceIsCalledIsNeverATemplate) {
  EXPECT_THAT(Ids(Shares(1), MakeDevice("{n}{id}")), ElementsAre("{n}{id}::0"));
}

TEST(SharingTest, LegacyIdsAreTheEntrys) {
  config::Sharing sharing = Shares(2);
  sharing.legacy = true;
  EXPECT_THAT(Ids(sharing, MakeDevice("a")), ElementsAre("legacy-0-a", "legacy-1-a"));
}

TEST(SharingTest, AnAttributeCanSayTheCount) {
  config::Sharing sharing = Shares(1);
  sharing.count = std::string("slots");
  Device device = MakeDevice("a");
  EXPECT_FALSE(WireIds(kTestEntry, sharing, device).ok());
  device.attributes["slots"] = std::int64_t{2};
  EXPECT_THAT(Ids(sharing, device), ElementsAre("a::0", "a::1"));
  device.attributes["slots"] = std::int64_t{0};
  EXPECT_FALSE(WireIds(kTestEntry, sharing, device).ok());
}

TEST(SharingTest, LongIdsAreCutAndStayApartAndTheSame) {
  const std::string stem(70, 'x');
  const std::string one = Ids(std::nullopt, MakeDevice(stem + "1")).front();
  const std::string other = Ids(std::nullopt, MakeDevice(stem + "2")).front();

  EXPECT_EQ(63u, one.size());
  EXPECT_NE(one, other);
  EXPECT_EQ(one, Ids(std::nullopt, MakeDevice(stem + "1")).front());
}

TEST(SharingTest, ALongIdIsNeverCutInsideACharacter) {
  std::string id;
  for (int i = 0; i < 30; ++i) id += "é€";
  EXPECT_TRUE(davit::MakeDeviceId(Ids(std::nullopt, MakeDevice(id)).front()).ok());
}

class SharedResourceTest : public ResourceSetTest {};

TEST_F(SharedResourceTest, HealthFollowsTheDevice) {
  config::ResourceRule rule = MakeRule("x/a");
  rule.selectors[0].sharing = Shares(2);
  Device sick = MakeDevice("b");
  sick.faults = {FatalFault("dead")};
  Publish({MakeDevice("a"), sick});
  SetRules({rule});

  EXPECT_EQ("a::0 a::1 b::0! b::1!", ListOf("x/a"));
}

TEST_F(SharedResourceTest, OfTwoDevicesWithOneWireIdTheFirstIsServedAndOneWarningNamesBoth) {
  config::ResourceRule rule = MakeRule("x/a");
  rule.selectors[0].sharing = Shares(2, "{n}");
  Publish({MakeDevice("a"), MakeDevice("b")});
  SetRules({rule});
  Publish({MakeDevice("a"), MakeDevice("b"), MakeDevice("c", "late")});

  EXPECT_EQ("0 1", ListOf("x/a"));
  EXPECT_EQ("/dev/a", Allocate("x/a", {"1"})->devices.front().host_path);
  EXPECT_EQ(1, log.Count("both get the id \"0\""));
}

TEST_F(SharedResourceTest, OneWireIdInTwoResourcesIsTwoIds) {
  config::ResourceRule one = MakeRule("x/one", {{"id", Is("a")}});
  one.selectors[0].sharing = Shares(1, "{n}");
  config::ResourceRule two = MakeRule("x/two", {{"id", Is("b")}});
  two.selectors[0].sharing = Shares(1, "{n}");
  Publish({MakeDevice("a"), MakeDevice("b")});
  SetRules({one, two});

  EXPECT_EQ("/dev/a", Allocate("x/one", {"0"})->devices.front().host_path);
  EXPECT_EQ("/dev/b", Allocate("x/two", {"0"})->devices.front().host_path);
}

}  // namespace
}  // namespace davit
