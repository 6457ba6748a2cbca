// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/plugin/inventory.h"

#include <cmath>
#include <limits>

#include "src/plugin/resource_set_fixture.h"

namespace davit {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class InventoryTest : public ::testing::Test {
 protected:
  std::vector<std::string> Warnings(Snapshot snapshot) {
    auto published = inventory.Publish(kTestEntry, std::move(snapshot));
    return published.ok() ? *published
                          : std::vector<std::string>{"error: " + published.error().message};
  }
  Error Refusal(Snapshot snapshot) {
    auto published = inventory.Publish(kTestEntry, std::move(snapshot));
    return published.ok() ? Error{} : published.error();
  }
  const Snapshot& newest() const { return *inventory.Get("test"); }

  testing::FakeLoop loop;
  std::vector<std::string> changed;
  Inventory inventory{loop.clock(),
                      [this](const std::string& backend) { changed.push_back(backend); }};
};

TEST_F(InventoryTest, TheNewestSnapshotOfEachBackendStands) {
  EXPECT_EQ(nullptr, inventory.Get("test"));
  EXPECT_THAT(Warnings(MakeSnapshot({MakeDevice("a")})), IsEmpty());
  EXPECT_THAT(Warnings(MakeSnapshot({MakeDevice("b")})), IsEmpty());

  EXPECT_EQ("b", newest().devices.front().id.value);
  EXPECT_THAT(changed, ElementsAre("test", "test"));
  EXPECT_EQ(1u, inventory.All().size());
}

TEST_F(InventoryTest, TwoDevicesOfOneIdBecomeOneUnhealthyDeviceAndOneLine) {
  const auto warnings =
      Warnings(MakeSnapshot({MakeDevice("a"), MakeDevice("b"), MakeDevice("a"), MakeDevice("a")}));

  EXPECT_THAT(warnings, ElementsAre(HasSubstr("\"a\"")));
  ASSERT_EQ(2u, newest().devices.size());
  ASSERT_EQ(1u, newest().devices[0].faults.size());
  EXPECT_EQ("duplicate-id", newest().devices[0].faults[0].code);
  EXPECT_EQ(Severity::kFatal, newest().devices[0].faults[0].severity);
  EXPECT_THAT(newest().devices[1].faults, IsEmpty());
}

TEST_F(InventoryTest, LongIdsAreHashedEverywhereTheyStand) {
  const std::string name(200, 'x');
  Device child = MakeDevice("child");
  child.parent = DeviceId{name};
  Snapshot snapshot = MakeSnapshot({MakeDevice(name), child});
  snapshot.links = {{DeviceId{name}, DeviceId{"child"}, 1}};
  EXPECT_EQ(1u, Warnings(snapshot).size());

  const DeviceId& id = newest().devices[0].id;
  EXPECT_LE(id.value.size(), 128u);
  EXPECT_EQ(id, newest().devices[1].parent);
  EXPECT_EQ(id, newest().links.at(0).a);
}

TEST_F(InventoryTest, ADeviceWhoseIdWouldEndTheKubeletsStreamIsLeftOutAndTheOthersStay) {
  for (const char* bad : {"", "a\nb", "\xff", "a\x7f", "\xc2\x85"}) {
    Snapshot snapshot;
    snapshot.devices = {MakeDevice("good"), MakeDevice(bad), MakeDevice("child")};
    snapshot.devices[2].parent = DeviceId{bad};

    EXPECT_EQ(1u, Warnings(snapshot).size()) << "id: " << bad;

    ASSERT_EQ(2u, newest().devices.size()) << "id: " << bad;
    EXPECT_EQ("good", newest().devices[0].id.value);
    EXPECT_EQ("child", newest().devices[1].id.value);
    EXPECT_EQ(std::nullopt, newest().devices[1].parent);
  }
}

TEST_F(InventoryTest, TheDeviceThatIsLeftOutIsNamedEscaped) {
  Snapshot snapshot;
  snapshot.devices = {MakeDevice("a\nb")};

  EXPECT_EQ(std::vector<std::string>(
                {"a device is left out: device id \"a\\x0ab\" holds control characters"}),
            Warnings(snapshot));
}

TEST_F(InventoryTest, AnUndeclaredPurposeIsRefusedByName) {
  Snapshot snapshot;
  snapshot.edits["g"] = {.purpose = "driver", .edits = {}, .node_files = {}};
  const Error error = Refusal(snapshot);

  EXPECT_EQ(Code::kInvalidArgument, error.code);
  EXPECT_THAT(error.message, HasSubstr("\"driver\""));
  EXPECT_THAT(error.message, HasSubstr("\"g\""));
}

TEST_F(InventoryTest, AKindOfEditThatThePurposeMayNotHoldIsRefusedByName) {
  Snapshot snapshot;
  snapshot.edits["g"] = {
      .purpose = "extra", .edits = {.device_nodes = {{.path = "/dev/x"}}}, .node_files = {}};
  const Error error = Refusal(snapshot);

  EXPECT_EQ(Code::kInvalidArgument, error.code);
  EXPECT_THAT(error.message, HasSubstr(Describe(EditKind::kDeviceNode)));
}

TEST_F(InventoryTest, NodeFilesAreNotBuiltYet) {
  Snapshot snapshot;
  snapshot.edits["g"] = {
      .purpose = "node", .edits = {}, .node_files = {{.path = "/run/x", .content = ""}}};

  EXPECT_THAT(Refusal(snapshot).message, HasSubstr("not built yet"));
}

TEST_F(InventoryTest, ADeviceWhoseEditsAreBrokenOrMissingIsUnhealthyAndTheRestIsServed) {
  Snapshot snapshot = MakeSnapshot({MakeDevice("a"), MakeDevice("b"), MakeDevice("c")});
  snapshot.edits.at("a").edits.device_nodes[0].path = "dev/a";
  snapshot.edits.erase("b");
  const auto warnings = Warnings(snapshot);

  EXPECT_EQ(2u, warnings.size());
  EXPECT_EQ("bad-edits", newest().devices[0].faults.at(0).code);
  EXPECT_EQ("bad-edits", newest().devices[1].faults.at(0).code);
  EXPECT_THAT(newest().devices[2].faults, IsEmpty());
}

TEST_F(InventoryTest, LinksThatCannotBeAreLeftOutWithOneLineOfEachKind) {
  Snapshot snapshot = MakeSnapshot({MakeDevice("a"), MakeDevice("b")});
  const DeviceId a{"a"};
  const DeviceId b{"b"};
  snapshot.links = {{a, b, 1},
                    {b, a, 3},
                    {a, a, 1},
                    {a, DeviceId{"nobody"}, 1},
                    {a, DeviceId{"no one"}, 1},
                    {a, b, std::numeric_limits<double>::quiet_NaN()},
                    {a, b, std::numeric_limits<double>::infinity()}};
  const auto warnings = Warnings(snapshot);

  EXPECT_EQ(4u, warnings.size());
  ASSERT_EQ(1u, newest().links.size());
  EXPECT_EQ(3, newest().links[0].weight);
}

TEST_F(InventoryTest, NumaNodesAreSortedAndNegativeOnesAreNotKnown) {
  Device device = MakeDevice("a");
  device.place.numa = {NumaNode{1}, NumaNode{-1}, NumaNode{0}, NumaNode{1}};
  EXPECT_EQ(1u, Warnings(MakeSnapshot({device})).size());

  EXPECT_THAT(newest().devices[0].place.numa, ElementsAre(NumaNode{0}, NumaNode{1}));
}

}  // namespace
}  // namespace davit
