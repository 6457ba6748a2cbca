// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/backends/fake/machine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/testing/matchers.h"
#include "src/backends/testing/backend_run.h"

namespace davit::fake {
namespace {

using davit::testing::FindDevice;
using davit::testing::HasCode;
using davit::testing::IdsOf;
using davit::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr WallTime kNow = WallTime(std::chrono::hours(1));

Machine ThreeGpus() {
  Snapshot snapshot;
  for (const char* id : {"gpu0", "gpu1", "gpu2"}) {
    snapshot.devices.push_back({.id = {id}, .kind = "gpu"});
  }
  return Machine(std::move(snapshot));
}

Result<> Do(Machine& machine, std::string_view text, WallTime now = kNow) {
  auto commands = ParseControl(SplitLines(text));
  if (!commands.ok()) return commands.error();
  for (const Command& command : *commands) RETURN_IF_ERROR(machine.Apply(command, now));
  return {};
}

TEST(MachineTest, KeepsTheTimeOfAFaultThatIsReportedAgain) {
  Machine machine = ThreeGpus();

  ASSERT_THAT(Do(machine, "unhealthy gpu1 xid-79 first"), IsOk());
  ASSERT_THAT(Do(machine, "unhealthy gpu1 xid-79 again", kNow + std::chrono::hours(1)), IsOk());

  const Device* device = FindDevice(machine.snapshot(), "gpu1");
  ASSERT_THAT(device->faults, SizeIs(1));
  EXPECT_EQ(device->faults[0].since, kNow);
  EXPECT_EQ(device->faults[0].text, "again");
}

TEST(MachineTest, RecoversOneFaultOrAllOfThem) {
  Machine machine = ThreeGpus();
  ASSERT_THAT(Do(machine, "unhealthy gpu1 a\nwarn gpu1 b\nunhealthy gpu2 a\n"), IsOk());

  ASSERT_THAT(Do(machine, "recover gpu1 a\nrecover gpu2\n"), IsOk());

  EXPECT_THAT(FindDevice(machine.snapshot(), "gpu1")->faults, SizeIs(1));
  EXPECT_THAT(FindDevice(machine.snapshot(), "gpu2")->faults, IsEmpty());
}

TEST(MachineTest, BringsARemovedDeviceBackAsItWas) {
  Machine machine = ThreeGpus();
  ASSERT_THAT(Do(machine, "warn gpu1 hot\nremove gpu1"), IsOk());
  ASSERT_THAT(IdsOf(machine.snapshot()), ElementsAre("gpu0", "gpu2"));

  ASSERT_THAT(Do(machine, "restore gpu1"), IsOk());

  EXPECT_THAT(IdsOf(machine.snapshot()), ElementsAre("gpu0", "gpu2", "gpu1"));
  EXPECT_THAT(FindDevice(machine.snapshot(), "gpu1")->faults, SizeIs(1));
}

TEST(MachineTest, MarksARetiredDeviceBeforeItGoes) {
  Machine machine = ThreeGpus();

  ASSERT_THAT(Do(machine, "retire gpu0"), IsOk());

  EXPECT_TRUE(machine.has_retired());
  EXPECT_EQ(FindDevice(machine.snapshot(), "gpu0")->when_gone, WhenGone::kRetired);
  machine.DropRetired();
  EXPECT_THAT(IdsOf(machine.snapshot()), ElementsAre("gpu1", "gpu2"));
}

TEST(MachineTest, AddsADeviceWithTypedAttributesAndANode) {
  Machine machine = ThreeGpus();

  ASSERT_THAT(Do(machine, "add gpu9 kind=gpu numa=1,0 node=/dev/null index=9 model=L4 shared=true"),
              IsOk());

  const Device* device = FindDevice(machine.snapshot(), "gpu9");
  ASSERT_NE(device, nullptr);
  EXPECT_THAT(device->place.numa, ElementsAre(NumaNode{0}, NumaNode{1}));
  EXPECT_EQ(device->attributes.at("index"), AttributeValue(std::int64_t{9}));
  EXPECT_EQ(device->attributes.at("model"), AttributeValue(std::string("L4")));
  EXPECT_EQ(device->attributes.at("shared"), AttributeValue(true));
  ASSERT_THAT(device->edit_groups, SizeIs(1));
  const EditGroup& group = machine.snapshot().edits.at(device->edit_groups[0]);
  EXPECT_EQ(group.edits.device_nodes[0].path, "/dev/null");
}

TEST(MachineTest, TakesAStarForEveryDevice) {
  Machine machine = ThreeGpus();

  ASSERT_THAT(Do(machine, "unhealthy * fabric down\nremove *\nrestore *"), IsOk());

  EXPECT_THAT(machine.snapshot().devices, SizeIs(3));
  for (const Device& device : machine.snapshot().devices) EXPECT_THAT(device.faults, SizeIs(1));
}

TEST(MachineTest, ChangesNothingForADeviceThatIsNotThere) {
  Machine machine = ThreeGpus();
  const Snapshot before = machine.snapshot();

  EXPECT_THAT(Do(machine, "unhealthy gpu7 x"), HasCode(Code::kNotFound));
  EXPECT_THAT(Do(machine, "restore gpu0"), HasCode(Code::kNotFound));
  EXPECT_THAT(Do(machine, "add gpu0"), HasCode(Code::kAlreadyExists));
  EXPECT_THAT(Do(machine, "add gpu8 numa=x"), HasCode(Code::kInvalidArgument));

  EXPECT_EQ(machine.snapshot(), before);
}

TEST(MachineTest, RefusesToPrepareUntilItAccepts) {
  Machine machine = ThreeGpus();

  ASSERT_THAT(Do(machine, "refuse gpu1 in maintenance"), IsOk());
  ASSERT_NE(machine.RefusalOf({"gpu1"}), nullptr);
  EXPECT_EQ(*machine.RefusalOf({"gpu1"}), "in maintenance");
  EXPECT_EQ(machine.RefusalOf({"gpu0"}), nullptr);

  ASSERT_THAT(Do(machine, "accept gpu1"), IsOk());
  EXPECT_EQ(machine.RefusalOf({"gpu1"}), nullptr);
}

}  // namespace
}  // namespace davit::fake
