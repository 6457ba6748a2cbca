// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/sysfs/numa.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/testing/matchers.h"
#include "davit/testing/temp_tree.h"

namespace davit::sysfs {
namespace {

using ::testing::ElementsAre;
using ::testing::Eq;
using testing::HasCode;
using testing::HasError;
using ::testing::IsEmpty;
using testing::IsOkAndHolds;
using ::testing::Optional;
using testing::TempTree;

TEST(NumaListTest, ReadsListsAsTheKernelWritesThem) {
  EXPECT_THAT(ParseNumaList("0"), IsOkAndHolds(ElementsAre(NumaNode{0})));
  EXPECT_THAT(ParseNumaList("0-2,5"),
              IsOkAndHolds(ElementsAre(NumaNode{0}, NumaNode{1}, NumaNode{2}, NumaNode{5})));
  EXPECT_THAT(ParseNumaList("3,1-3"),
              IsOkAndHolds(ElementsAre(NumaNode{1}, NumaNode{2}, NumaNode{3})));
  EXPECT_THAT(ParseNumaList(""), IsOkAndHolds(IsEmpty()));
}

TEST(NumaListTest, RefusesWhatIsNoList) {
  for (const std::string text : {"-1", "x", "0-", "-", "2-1", "0,,1", "0-1-2", "0 1",
                                 "0-4294967296", "99999999999999999999"}) {
    EXPECT_THAT(ParseNumaList(text), HasCode(Code::kInvalidArgument)) << text;
  }
}

TEST(NumaTest, OnlineNodesOfAMachineWithAndWithoutNuma) {
  EXPECT_THAT(OnlineNumaNodes(TempTree("sys/devices/system/node/online = 0-1").root()),
              IsOkAndHolds(ElementsAre(NumaNode{0}, NumaNode{1})));
  EXPECT_THAT(OnlineNumaNodes(TempTree("sys/devices/system/").root()), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(OnlineNumaNodes(TempTree("sys/devices/system/node/online = x").root()),
              HasError(Code::kUnavailable, "node/online"));
}

TEST(NumaTest, AnObjectsOwnNodeIsKnownOrNot) {
  const TempTree tree(R"(
    a/numa_node = 1
    b/numa_node = -1
    c/numa_node = many
    d/
  )");

  EXPECT_THAT(NumaOfObject(tree.root(), "/a"), Optional(NumaNode{1}));
  EXPECT_THAT(NumaOfObject(tree.root(), "/b"), Eq(std::nullopt));
  EXPECT_THAT(NumaOfObject(tree.root(), "/c"), Eq(std::nullopt));
  EXPECT_THAT(NumaOfObject(tree.root(), "/d"), Eq(std::nullopt));
}

class DeviceNodeNumaTest : public ::testing::Test {
 protected:
  std::optional<NumaNode> Character(unsigned major, unsigned minor) const {
    return NumaOfDeviceNode(tree_.root(), NodeType::kCharacter, major, minor);
  }

  TempTree tree_;
};

TEST_F(DeviceNodeNumaTest, FollowsTheDeviceLinkOfAClassDevice) {
  tree_.Add(R"(
    sys/dev/char/226:128 -> ../../devices/pci0000:00/0000:03:00.0/drm/renderD128
    sys/devices/pci0000:00/0000:03:00.0/numa_node = 1
    sys/devices/pci0000:00/0000:03:00.0/drm/renderD128/device -> ../../../0000:03:00.0
  )");

  EXPECT_THAT(Character(226, 128), Optional(NumaNode{1}));
}

TEST_F(DeviceNodeNumaTest, ClimbsFromAUsbSerialPortToItsHostController) {
  tree_.Add(R"(
    sys/dev/char/188:0 -> ../../devices/pci0000:00/0000:00:14.0/usb1/1-4/1-4:1.0/ttyUSB0/tty/ttyUSB0
    sys/devices/pci0000:00/0000:00:14.0/numa_node = 0
    sys/devices/pci0000:00/0000:00:14.0/usb1/1-4/1-4:1.0/ttyUSB0/tty/ttyUSB0/device -> ../../../ttyUSB0
  )");

  EXPECT_THAT(Character(188, 0), Optional(NumaNode{0}));
}

TEST_F(DeviceNodeNumaTest, ClimbsFromTheObjectItselfWhereThereIsNoDeviceLink) {
  tree_.Add(R"(
    sys/dev/char/238:1 -> ../../devices/pci0000:80/0000:81:00.0/fpga_region/region0/dfl-port.0
    sys/devices/pci0000:80/0000:81:00.0/numa_node = 1
    sys/devices/pci0000:80/0000:81:00.0/fpga_region/region0/dfl-port.0/id = 0
  )");

  EXPECT_THAT(Character(238, 1), Optional(NumaNode{1}));
}

TEST_F(DeviceNodeNumaTest, BlockDevicesHaveANumberSpaceOfTheirOwn) {
  tree_.Add(R"(
    sys/dev/block/259:0 -> ../../devices/pci0000:00/0000:01:00.0/nvme/nvme0/nvme0n1
    sys/devices/pci0000:00/0000:01:00.0/numa_node = 1
    sys/devices/pci0000:00/0000:01:00.0/nvme/nvme0/nvme0n1/size = 1
  )");

  EXPECT_THAT(NumaOfDeviceNode(tree_.root(), NodeType::kBlock, 259, 0), Optional(NumaNode{1}));
  EXPECT_THAT(Character(259, 0), Eq(std::nullopt));
}

TEST_F(DeviceNodeNumaTest, ADeviceWithoutHardwareHasNone) {
  tree_.Add(R"(
    sys/dev/char/10:229 -> ../../devices/virtual/misc/fuse
    sys/devices/virtual/misc/fuse/dev = 10:229
  )");

  EXPECT_THAT(Character(10, 229), Eq(std::nullopt));
  EXPECT_THAT(Character(10, 200), Eq(std::nullopt));
}

TEST_F(DeviceNodeNumaTest, TheNearestObjectSpeaksAlsoWhenItDoesNotKnow) {
  tree_.Add(R"(
    sys/dev/char/226:0 -> ../../devices/pci0000:00/0000:00:01.0/0000:03:00.0/drm/card0
    sys/devices/pci0000:00/0000:00:01.0/numa_node = 1
    sys/devices/pci0000:00/0000:00:01.0/0000:03:00.0/numa_node = -1
    sys/devices/pci0000:00/0000:00:01.0/0000:03:00.0/drm/card0/dev = 226:0
  )");

  EXPECT_THAT(Character(226, 0), Eq(std::nullopt));
}

TEST_F(DeviceNodeNumaTest, LoopsAndLinksOutOfSysfsAreNotFollowed) {
  tree_.Add(R"(
    sys/dev/char/1:1 -> 1:1
    sys/dev/char/1:2 -> /elsewhere/x
    elsewhere/x/numa_node = 1
  )");

  EXPECT_THAT(Character(1, 1), Eq(std::nullopt));
  EXPECT_THAT(Character(1, 2), Eq(std::nullopt));
}

}  // namespace
}  // namespace davit::sysfs
