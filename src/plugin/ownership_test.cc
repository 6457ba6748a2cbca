// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
// Contract 3, sentence by sentence.
#include "src/plugin/resource_set_fixture.h"

namespace davit {
namespace {

using namespace std::chrono_literals;

class OwnershipTest : public ResourceSetTest {
 protected:
  static Device At(const std::string& id, const std::string& key) {
    Device device = MakeDevice(id);
    device.occupies = {key};
    return device;
  }
  static Device Child(const std::string& id, const std::string& parent) {
    Device device = MakeDevice(id, "child");
    device.parent = DeviceId{parent};
    return device;
  }
};

TEST_F(OwnershipTest, TheFirstSelectorThatMatchesTakesADevice) {
  Device red = MakeDevice("red");
  red.attributes["color"] = std::string("red");
  Publish({red, MakeDevice("plain")});
  SetRules({MakeRule("x/red", {{"color", Is("red")}}), MakeRule("x/any")});

  EXPECT_EQ("red", ListOf("x/red"));
  EXPECT_EQ("plain", ListOf("x/any"));
}

TEST_F(OwnershipTest, SelectorsOfOneResourceShareOneListAndTheFirstDecidesTheSharing) {
  config::ResourceRule rule = MakeRule("x/gpu", {{"model", Is("*L4*")}});
  rule.selectors[0].sharing = Shares(2);
  rule.selectors.push_back(config::Selector{});
  Device l4 = MakeDevice("l4");
  l4.attributes["model"] = std::string("NVIDIA L4");
  Publish({l4, MakeDevice("other")});
  SetRules({rule});

  EXPECT_EQ("l4::0 l4::1 other", ListOf("x/gpu"));
}

TEST_F(OwnershipTest,
       ALaterSelectorOfAnotherBackendDoesNotGetTheSameHardwareAndOneWarningNamesBoth) {
  Publish({At("a", "pci:0000:3b:00.0")});
  Publish({At("b", "pci:0000:3b:00.0"), At("c", "pci:0000:3c:00.0")}, kOtherEntry);
  SetRules({MakeRule("x/first"), MakeRule("x/second", {}, "other")});
  Publish({At("a", "pci:0000:3b:00.0")});

  EXPECT_EQ("a", ListOf("x/first"));
  EXPECT_EQ("c", ListOf("x/second"));
  EXPECT_EQ(1, log.Count("x/second (selector 1) does not get device \"b\""));
  EXPECT_EQ(1, log.Count("x/first (selector 1) has \"a\""));
}

TEST_F(OwnershipTest, TwoDevicesOfOneSelectorMayOccupyOneKey) {
  Publish({At("a", "dev:c:10:229"), At("b", "dev:c:10:229")});
  SetRules({MakeRule("x/a")});

  EXPECT_EQ("a b", ListOf("x/a"));
}

TEST_F(OwnershipTest, ADeviceExcludesItsParentNotItsSiblings) {
  Publish({Child("mig-1", "gpu"), Child("mig-2", "gpu"), MakeDevice("gpu")});
  SetRules({MakeRule("x/mig", {{"id", Is("mig-1")}}), MakeRule("x/rest")});

  EXPECT_EQ("mig-1", ListOf("x/mig"));
  EXPECT_EQ("mig-2", ListOf("x/rest"));
}

TEST_F(OwnershipTest, ADeviceExcludesItsChildrenAndTheirs) {
  Device grandchild = Child("slice", "mig");
  Publish({MakeDevice("gpu"), Child("mig", "gpu"), grandchild, MakeDevice("other")});
  SetRules({MakeRule("x/gpu", {{"id", Is("gpu")}}), MakeRule("x/rest")});

  EXPECT_EQ("gpu", ListOf("x/gpu"));
  EXPECT_EQ("other", ListOf("x/rest"));
}

TEST_F(OwnershipTest, ASelectorThatDoesNotOwnNeitherTakesNorBlocks) {
  config::ResourceRule monitor = MakeRule("x/monitor");
  monitor.selectors[0].owns = false;
  config::ResourceRule watcher = MakeRule("x/watcher");
  watcher.selectors[0].owns = false;
  Publish({MakeDevice("a")});
  SetRules({monitor, MakeRule("x/a"), watcher});

  EXPECT_EQ("a", ListOf("x/monitor"));
  EXPECT_EQ("a", ListOf("x/a"));
  EXPECT_EQ("a", ListOf("x/watcher"));
  EXPECT_EQ(0, log.Count("does not get"));
}

TEST_F(OwnershipTest, OnlyTheFaultsThatASelectorDoesNotIgnoreMakeItsDevicesUnhealthy) {
  config::ResourceRule tolerant = MakeRule("x/tolerant");
  tolerant.selectors[0].ignore = {"xid-13"};
  tolerant.selectors[0].owns = false;
  Device device = MakeDevice("a");
  device.faults = {FatalFault("xid-13")};
  Device warned = MakeDevice("b");
  warned.faults = {{.code = "warm", .severity = Severity::kWarning, .text = "warm", .since = {}}};
  Publish({device, warned});
  SetRules({tolerant, MakeRule("x/strict")});

  EXPECT_EQ("a b", ListOf("x/tolerant"));
  EXPECT_EQ("a! b", ListOf("x/strict"));
}

TEST_F(OwnershipTest, LiteralResourcesOpenAtTheirBackendsFirstSnapshotEvenIfItIsEmpty) {
  SetRules({MakeRule("x/a"), MakeRule("x/b", {}, "other")});
  EXPECT_EQ("not open", ListOf("x/a"));
  Publish(std::vector<Device>{});

  EXPECT_EQ("", ListOf("x/a"));
  EXPECT_EQ("not open", ListOf("x/b"));
}

TEST_F(OwnershipTest, DefaultResourcesOpenAtTheirFirstDeviceAndStay) {
  config::ResourceRule rule = MakeRule("x/a");
  rule.is_default = true;
  SetRules({rule});
  Publish(std::vector<Device>{});
  EXPECT_EQ("not open", ListOf("x/a"));

  Device device = MakeDevice("a");
  device.when_gone = WhenGone::kRetired;
  Publish({device});
  EXPECT_EQ("a", ListOf("x/a"));

  Publish(std::vector<Device>{});
  loop.Advance(1min);
  EXPECT_EQ("", ListOf("x/a"));
}

TEST_F(OwnershipTest, NewRulesTouchOnlyTheResourcesThatDiffer) {
  Publish({MakeDevice("a"), MakeDevice("b")});
  SetRules({MakeRule("x/a", {{"id", Is("a")}}), MakeRule("x/b", {{"id", Is("b")}})});
  const SharedDeviceList before = sink.open.at("x/a")->list();
  sink.events.clear();
  config::ResourceRule shared = MakeRule("x/b", {{"id", Is("b")}});
  shared.delivery["node"] = {Outlet::kNone};
  SetRules({MakeRule("x/a", {{"id", Is("a")}}), shared});

  EXPECT_TRUE(sink.events.empty()) << "no list differs";
  EXPECT_EQ(before, sink.open.at("x/a")->list());
  EXPECT_TRUE(Allocate("x/b", {"b"})->devices.empty()) << "the new delivery holds";
}

TEST_F(OwnershipTest, AListThatDoesNotDifferIsNoNews) {
  Publish({MakeDevice("a")});
  SetRules({MakeRule("x/a")});
  sink.events.clear();
  Publish({MakeDevice("a")});
  EXPECT_TRUE(sink.events.empty());

  Device sick = MakeDevice("a");
  sick.faults = {FatalFault("dead")};
  Publish({sick});
  EXPECT_THAT(sink.events, ::testing::ElementsAre("changed x/a"));
  Publish({sick});
  EXPECT_EQ(1u, sink.events.size());
  EXPECT_EQ(1, log.Count("device \"a\" is Unhealthy: dead: broken"));

  Publish({MakeDevice("a")});
  EXPECT_EQ(1, log.Count("device \"a\" is Healthy again"));
}

TEST_F(OwnershipTest, SaysOnceHowManyDevicesAResourceServesWhenThatChanges) {
  Publish(std::vector<Device>{});
  SetRules({MakeRule("x/a")});
  EXPECT_EQ(1, log.Count("x/a: serves 0 devices as 0 ids"));

  Publish({MakeDevice("a")});
  Publish({MakeDevice("a")});

  EXPECT_EQ(1, log.Count("x/a: serves 1 devices as 1 ids"));
}

TEST_F(OwnershipTest, DevicesTellsWhichResourcesTakeEachDeviceAndHowItIs) {
  config::ResourceRule pool = MakeRule("x/pool");
  pool.selectors[0].owns = false;
  pool.selectors[0].sharing = Shares(2);
  Device sick = MakeDevice("sick");
  sick.faults = {FatalFault("dead", "replace it")};
  Publish({MakeDevice("a"), sick, MakeDevice("free", "spare")});
  SetRules({MakeRule("x/a", {{"kind", Is("thing")}}), pool});
  const std::vector<DeviceView> views = set->Devices();

  ASSERT_EQ(3u, views.size());
  EXPECT_THAT(views[0].resources, ::testing::ElementsAre("x/a", "x/pool"));
  EXPECT_THAT(views[0].wire_ids, ::testing::ElementsAre("a", "a::0", "a::1"));
  EXPECT_TRUE(views[0].healthy);
  EXPECT_FALSE(views[1].healthy);
  EXPECT_EQ("dead: replace it", views[1].reason);
  EXPECT_THAT(views[2].resources, ::testing::ElementsAre("x/pool"));
}

}  // namespace
}  // namespace davit
