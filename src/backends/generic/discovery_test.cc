// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/backends/generic/discovery.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/testing/fake_host.h"
#include "davit/testing/matchers.h"
#include "src/backends/generic/generic_backend.h"
#include "src/backends/generic/options.h"
#include "src/backends/testing/backend_run.h"
#include "src/model/device_id.h"

namespace davit::generic {
namespace {

using davit::testing::CheckedOptions;
using davit::testing::FakeHost;
using davit::testing::FindDevice;
using davit::testing::IdsOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class DiscoveryTest : public ::testing::Test {
 protected:
  Discovery Make(std::string_view yaml) {
    return Discovery(host_.host, ReadOptions(CheckedOptions(kEntry, yaml).value()));
  }

  const ContainerEdits& EditsOf(const Snapshot& snapshot, std::string_view id) {
    return snapshot.edits.at(FindDevice(snapshot, id)->edit_groups.at(0)).edits;
  }

  FakeHost host_;
};

TEST_F(DiscoveryTest, MakesTheIdsOfGenericDevicePlugin) {
  host_.tree.Add("dev/fuse\n");
  Discovery discovery = Make("devices: [{name: fuse, groups: [{paths: [{path: /dev/fuse}]}]}]");

  const Snapshot snapshot = discovery.Look().snapshot;

  ASSERT_THAT(snapshot.devices, SizeIs(1));
  EXPECT_EQ(LegacyId(snapshot.devices[0], 0), "a68db766f638034740111848aafee2d2dcd6b642");
}

TEST_F(DiscoveryTest, HashesAllPathsOfASetWithoutSeparators) {
  host_.tree.Add("dev/video0\ndev/x\n");
  Discovery discovery =
      Make("devices: [{name: cam, groups: [{paths: [{path: /dev/video*}, {path: /dev/x}]}]}]");

  const Snapshot snapshot = discovery.Look().snapshot;

  ASSERT_THAT(snapshot.devices, SizeIs(1));
  // sha1("1/dev/video0/dev/x")
  EXPECT_EQ(LegacyId(snapshot.devices[0], 1), "7eab3d0639739bb51d0bbc1c33f6828f31d8eeef");
}

TEST_F(DiscoveryTest, NamesASetOfLongPathsAsTheInventoryDoes) {
  const std::string path = "/dev/" + std::string(150, 'x');
  host_.tree.Add("dev/" + std::string(150, 'x') + "\n");
  Discovery discovery = Make("devices: [{name: long, groups: [{paths: [{path: " + path + "}]}]}]");

  const Snapshot snapshot = discovery.Look().snapshot;

  EXPECT_THAT(IdsOf(snapshot), ElementsAre(MakeDeviceId("long:" + path)->value));
}

TEST_F(DiscoveryTest, AnswersWithNodesAndMountsWhereTheMountPathSays) {
  host_.tree.Add("dev/ttyUSB0\netc/conf = text\n");
  Discovery discovery = Make(R"(
devices:
  - name: tty
    groups:
      - paths:
          - {path: "/dev/ttyUSB*", mountPath: /dev/serial/, permissions: rw}
          - {path: /etc/conf, type: Mount, readOnly: true}
)");

  const Snapshot snapshot = discovery.Look().snapshot;

  const ContainerEdits& edits = EditsOf(snapshot, "tty:/dev/ttyUSB0/etc/conf");
  EXPECT_THAT(edits.device_nodes, ElementsAre(DeviceNode{.path = "/dev/serial/ttyUSB0",
                                                         .host_path = "/dev/ttyUSB0",
                                                         .permissions = "rw"}));
  EXPECT_THAT(edits.mounts,
              ElementsAre(Mount{
                  .host_path = "/etc/conf", .container_path = "/etc/conf", .options = {"ro"}}));
}

TEST_F(DiscoveryTest, PublishesWhatSelectorsMatch) {
  host_.tree.Add("dev/fuse\n");
  Discovery discovery =
      Make("devices: [{name: fuse, groups: [{count: 4, paths: [{path: /dev/fuse}]}]}]");

  const Snapshot snapshot = discovery.Look().snapshot;

  const auto& attributes = snapshot.devices.at(0).attributes;
  EXPECT_EQ(attributes.at("name"), AttributeValue(std::string("fuse")));
  EXPECT_EQ(attributes.at("path"), AttributeValue(std::string("/dev/fuse")));
  EXPECT_EQ(attributes.at("count"), AttributeValue(std::int64_t{4}));
}

TEST_F(DiscoveryTest, ListsAPathThatIsMissingAsUnhealthyOrNotAtAll) {
  host_.tree.MakeDirectory("dev");
  Discovery unhealthy = Make("devices: [{name: fuse, groups: [{paths: [{path: /dev/fuse}]}]}]");
  Discovery removed =
      Make("devices: [{name: fuse, onMissing: remove, groups: [{paths: [{path: /dev/fuse}]}]}]");
  Discovery pattern = Make("devices: [{name: tty, groups: [{paths: [{path: /dev/tty*}]}]}]");

  const Snapshot snapshot = unhealthy.Look().snapshot;

  ASSERT_THAT(IdsOf(snapshot), ElementsAre("fuse:/dev/fuse"));
  EXPECT_EQ(snapshot.devices[0].faults.at(0).code, "missing");
  EXPECT_THAT(removed.Look().snapshot.devices, IsEmpty());
  EXPECT_THAT(pattern.Look().snapshot.devices, IsEmpty());
}

TEST_F(DiscoveryTest, KeepsAMatchThatWentAndTheTimeWhenItDid) {
  host_.tree.Add("dev/ttyUSB0\n");
  Discovery discovery = Make("devices: [{name: tty, groups: [{paths: [{path: /dev/ttyUSB*}]}]}]");
  discovery.Look();
  host_.tree.Remove("dev/ttyUSB0");
  const Snapshot gone = discovery.Look().snapshot;
  host_.clock.Advance(std::chrono::hours(1));

  const Snapshot later = discovery.Look().snapshot;

  ASSERT_THAT(IdsOf(later), ElementsAre("tty:/dev/ttyUSB0"));
  EXPECT_EQ(later.devices[0].faults.at(0).code, "missing");
  EXPECT_EQ(later, gone);
}

TEST_F(DiscoveryTest, LeavesAnOptionalMemberThatWentOutOfTheAnswer) {
  host_.tree.Add("etc/a\netc/b\n");
  Discovery discovery = Make(R"(
devices:
  - name: conf
    groups: [{paths: [{path: /etc/a, type: Mount}, {path: /etc/b, type: Mount, optional: true}]}]
)");
  ASSERT_THAT(IdsOf(discovery.Look().snapshot), ElementsAre("conf:/etc/a/etc/b"));

  host_.tree.Remove("etc/b");
  const Snapshot snapshot = discovery.Look().snapshot;

  ASSERT_THAT(IdsOf(snapshot), ElementsAre("conf:/etc/a/etc/b"));
  EXPECT_THAT(snapshot.devices[0].faults, IsEmpty());
  EXPECT_THAT(EditsOf(snapshot, "conf:/etc/a/etc/b").mounts, SizeIs(1));
}

TEST_F(DiscoveryTest, FindsFaultWithASetOfWhichNothingIsLeft) {
  host_.tree.Add("etc/a\n");
  Discovery discovery = Make(
      "devices: [{name: conf, groups: [{paths: [{path: /etc/a, type: Mount, optional: true}]}]}]");
  discovery.Look();

  host_.tree.Remove("etc/a");
  const Snapshot snapshot = discovery.Look().snapshot;

  ASSERT_THAT(IdsOf(snapshot), ElementsAre("conf:/etc/a"));
  EXPECT_EQ(snapshot.devices[0].faults.at(0).code, "missing");
}

TEST_F(DiscoveryTest, LeavesOutNamesThatCannotBeListedAndSaysSoOnce) {
  host_.tree.Write("dev/tty\n1", "");
  host_.tree.Write("dev/tty\xff", "");
  host_.tree.Write("dev/ttyUSB0", "");
  Discovery discovery = Make("devices: [{name: tty, groups: [{paths: [{path: /dev/tty*}]}]}]");

  discovery.Look();
  const Snapshot snapshot = discovery.Look().snapshot;

  EXPECT_THAT(IdsOf(snapshot), ElementsAre("tty:/dev/ttyUSB0"));
  EXPECT_EQ(host_.log.Count("/dev/tty\\x0a1 is left out"), 1);
  EXPECT_EQ(host_.log.Count("/dev/tty\\xff is left out"), 1);
}

TEST_F(DiscoveryTest, MergesGroupsThatMakeTheSameSetAndSaysSoOnce) {
  host_.tree.Add("dev/fuse\n");
  Discovery discovery = Make(R"(
devices:
  - name: fuse
    groups: [{count: 2, paths: [{path: /dev/fuse}]}, {count: 5, paths: [{path: /dev/fus*}]}]
)");

  discovery.Look();
  const Snapshot snapshot = discovery.Look().snapshot;

  ASSERT_THAT(IdsOf(snapshot), ElementsAre("fuse:/dev/fuse"));
  EXPECT_EQ(snapshot.devices[0].attributes.at("count"), AttributeValue(std::int64_t{5}));
  EXPECT_EQ(host_.log.Count("make the same set"), 1);
}

TEST_F(DiscoveryTest, ServesOnePathUnderTwoNames) {
  host_.tree.Add("dev/fuse\n");
  Discovery discovery = Make(R"(
devices:
  - {name: fuse, groups: [{paths: [{path: /dev/fuse}]}]}
  - {name: other, groups: [{paths: [{path: /dev/fuse}]}]}
)");

  EXPECT_THAT(IdsOf(discovery.Look().snapshot), ElementsAre("fuse:/dev/fuse", "other:/dev/fuse"));
}

TEST_F(DiscoveryTest, OccupiesTheNodeBehindALinkAsRoot) {
  if (!host_.tree.MakeNode("dev/ttyUSB0", 'c', 188, 0).ok()) GTEST_SKIP() << "no mknod";
  host_.tree.Add("dev/serial/by-id/usb-Zigbee -> ../../ttyUSB0\n");
  Discovery discovery =
      Make("devices: [{name: zigbee, groups: [{paths: [{path: /dev/serial/by-id/usb-*}]}]}]");

  const Sighting sighting = discovery.Look();

  const Device& device = sighting.snapshot.devices.at(0);
  EXPECT_THAT(device.faults, IsEmpty());
  EXPECT_THAT(device.occupies, ElementsAre("dev:c:188:0"));
  EXPECT_EQ(EditsOf(sighting.snapshot, device.id.value).device_nodes[0].path,
            "/dev/serial/by-id/usb-Zigbee");
  EXPECT_THAT(sighting.directories, Contains("/dev"));
}

TEST_F(DiscoveryTest, IsNearTheHardwareBehindTheNodeAsRoot) {
  if (!host_.tree.MakeNode("dev/apex_0", 'c', 120, 0).ok()) GTEST_SKIP() << "no mknod";
  host_.tree.Add(R"(
    sys/dev/char/120:0 -> ../../devices/pci0000:3a/0000:3b:00.0/apex/apex_0
    sys/devices/pci0000:3a/0000:3b:00.0/numa_node = 1
    sys/devices/pci0000:3a/0000:3b:00.0/apex/apex_0/
  )");
  Discovery discovery = Make("devices: [{name: coral, groups: [{paths: [{path: /dev/apex_*}]}]}]");

  const Snapshot snapshot = discovery.Look().snapshot;

  EXPECT_THAT(snapshot.devices.at(0).place.numa, ElementsAre(NumaNode{1}));
  EXPECT_EQ(snapshot.devices.at(0).place.pci, PciAddress{"0000:3b:00.0"});
}

/// Two CH340 converters, of one id and without a serial number.
constexpr std::string_view kTwoConverters = R"(
  sys/bus/usb/devices/1-1/idVendor = 1a86
  sys/bus/usb/devices/1-1/idProduct = 7523
  sys/bus/usb/devices/1-1/busnum = 1
  sys/bus/usb/devices/1-1/devnum = 12
  sys/bus/usb/devices/1-4/idVendor = 1a86
  sys/bus/usb/devices/1-4/idProduct = 7523
  sys/bus/usb/devices/1-4/busnum = 1
  sys/bus/usb/devices/1-4/devnum = 3
  dev/bus/usb/001/003
  dev/bus/usb/001/012
)";

TEST_F(DiscoveryTest, MakesOneStableSetOfTwoUsbDevicesOfOneId) {
  host_.tree.Add(kTwoConverters);
  Discovery legacy = Make(
      "devices: [{name: usb, idMode: legacy, groups: [{usb: [{vendor: 1a86, product: 7523}]}]}]");

  const Snapshot first = legacy.Look().snapshot;
  ASSERT_THAT(IdsOf(first), ElementsAre("usb:/dev/bus/usb/001/003/dev/bus/usb/001/012"));
  for (int i = 0; i < 100; ++i) ASSERT_EQ(legacy.Look().snapshot, first);

  const ContainerEdits& edits = EditsOf(first, first.devices[0].id.value);
  ASSERT_THAT(edits.device_nodes, SizeIs(2));
  EXPECT_EQ(edits.device_nodes[0].path, "/dev/bus/usb/001/003");
  EXPECT_EQ(edits.device_nodes[0].permissions, "rw");
}

TEST_F(DiscoveryTest, KeepsTheIdOfAUsbDeviceThatIsPluggedInAgain) {
  host_.tree.Add(R"(
    sys/bus/usb/devices/2-1/idVendor = 0403
    sys/bus/usb/devices/2-1/idProduct = 6001
    sys/bus/usb/devices/2-1/serial = A1
    sys/bus/usb/devices/2-1/busnum = 2
    sys/bus/usb/devices/2-1/devnum = 4
  )");
  Discovery discovery =
      Make("devices: [{name: ftdi, groups: [{usb: [{vendor: 0x0403, product: 6001}]}]}]");
  const Snapshot before = discovery.Look().snapshot;
  ASSERT_THAT(IdsOf(before), ElementsAre("ftdi:usb:0403:6001"));
  EXPECT_EQ(before.devices[0].attributes.at("serial"), AttributeValue(std::string("A1")));

  host_.tree.Remove("sys/bus/usb/devices/2-1");
  const Snapshot unplugged = discovery.Look().snapshot;
  host_.tree.Add(R"(
    sys/bus/usb/devices/2-3/idVendor = 0403
    sys/bus/usb/devices/2-3/idProduct = 6001
    sys/bus/usb/devices/2-3/busnum = 2
    sys/bus/usb/devices/2-3/devnum = 5
  )");
  const Snapshot after = discovery.Look().snapshot;

  EXPECT_EQ(unplugged.devices.at(0).faults.at(0).code, "missing");
  ASSERT_EQ(IdsOf(after), IdsOf(before));
  EXPECT_EQ(EditsOf(after, "ftdi:usb:0403:6001").device_nodes[0].path, "/dev/bus/usb/002/005");
}

TEST_F(DiscoveryTest, LegacyUsbIdsNeverComeBack) {
  host_.tree.Add(kTwoConverters);
  Discovery discovery = Make(
      "devices: [{name: usb, idMode: legacy, groups: [{usb: [{vendor: 1a86, product: 7523}]}]}]");

  EXPECT_EQ(discovery.Look().snapshot.devices.at(0).when_gone, WhenGone::kRetired);
}

}  // namespace
}  // namespace davit::generic
