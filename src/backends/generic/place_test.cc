// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/backends/generic/place.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/testing/temp_tree.h"

namespace davit::generic {
namespace {

using davit::testing::TempTree;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(PlaceTest, IsThatOfTheNearestHardwareAbove) {
  const TempTree tree(R"(
    sys/dev/char/188:0 -> ../../devices/pci0000:00/0000:00:14.0/usb1/1-4/1-4:1.0/ttyUSB0/tty/ttyUSB0
    sys/devices/pci0000:00/0000:00:14.0/numa_node = 1
    sys/devices/pci0000:00/0000:00:14.0/usb1/1-4/1-4:1.0/ttyUSB0/tty/ttyUSB0/
  )");

  const Place place = PlaceOf(tree.root(), "/sys/dev/char/188:0");

  EXPECT_EQ(place.pci, PciAddress{"0000:00:14.0"});
  EXPECT_THAT(place.numa, ElementsAre(NumaNode{1}));
}

TEST(PlaceTest, IsNowhereForADeviceWithoutHardware) {
  const TempTree tree(R"(
    sys/dev/char/10:229 -> ../../devices/virtual/misc/fuse
    sys/devices/virtual/misc/fuse/
  )");

  EXPECT_EQ(PlaceOf(tree.root(), "/sys/dev/char/10:229"), Place{});
  EXPECT_EQ(PlaceOf(tree.root(), "/sys/dev/char/9:9"), Place{});
}

TEST(PlaceTest, TakesMinusOneForNotKnown) {
  const TempTree tree(R"(
    sys/dev/char/4:64 -> ../../devices/pci0000:00/0000:00:16.3/tty/ttyS4
    sys/devices/pci0000:00/0000:00:16.3/numa_node = -1
    sys/devices/pci0000:00/0000:00:16.3/tty/ttyS4/
  )");

  EXPECT_THAT(PlaceOf(tree.root(), "/sys/dev/char/4:64").numa, IsEmpty());
}

}  // namespace
}  // namespace davit::generic
