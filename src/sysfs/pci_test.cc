// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/sysfs/pci.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/testing/matchers.h"
#include "davit/testing/temp_tree.h"

namespace davit::sysfs {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;
using testing::HasCode;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::IsOkAndHolds;
using ::testing::SizeIs;
using testing::TempTree;

constexpr char kHca[] = R"(
  sys/bus/pci/devices/0000:3b:00.0 -> ../../../devices/pci0000:3a/0000:3a:00.0/0000:3b:00.0
  sys/devices/pci0000:3a/0000:3a:00.0/0000:3b:00.0/vendor = 0x15b3
  sys/devices/pci0000:3a/0000:3a:00.0/0000:3b:00.0/device = 0x101b
  sys/devices/pci0000:3a/0000:3a:00.0/0000:3b:00.0/class = 0x020700
  sys/devices/pci0000:3a/0000:3a:00.0/0000:3b:00.0/numa_node = 1
  sys/devices/pci0000:3a/0000:3a:00.0/0000:3b:00.0/driver -> ../../../../bus/pci/drivers/mlx5_core
  sys/devices/pci0000:3a/0000:3a:00.0/0000:3b:00.0/iommu_group -> ../../../../kernel/iommu_groups/41
)";

constexpr char kBridgeAsAPlainDirectory[] = R"(
  sys/bus/pci/devices/0000:00:01.0/vendor = 0x8086
  sys/bus/pci/devices/0000:00:01.0/device = 0x0001
  sys/bus/pci/devices/0000:00:01.0/class = 0x060400
  sys/bus/pci/devices/0000:00:01.0/numa_node = -1
)";

TEST(PciTest, ReadsAFunctionThroughItsLink) {
  const TempTree tree(kHca);

  const PciFunction expected = {
      PciAddress{"0000:3b:00.0"}, 0x15b3, 0x101b, 0x020700, NumaNode{1}, "mlx5_core", 41};
  EXPECT_THAT(ReadPci(tree.root(), PciAddress{"0000:3b:00.0"}), IsOkAndHolds(expected));
}

TEST(PciTest, WhatIsNotThereIsNotKnown) {
  const TempTree tree(kBridgeAsAPlainDirectory);

  const PciFunction expected = {PciAddress{"0000:00:01.0"}, 0x8086, 0x0001, 0x060400};
  EXPECT_THAT(ReadPci(tree.root(), PciAddress{"0000:00:01.0"}), IsOkAndHolds(expected));
}

TEST(PciTest, ScansInTheOrderOfAddresses) {
  TempTree tree(kHca);
  tree.Add(kBridgeAsAPlainDirectory);

  const Result<PciScan> scan = ScanPci(tree.root());

  ASSERT_THAT(scan, IsOk());
  ASSERT_THAT(scan->functions, SizeIs(2));
  EXPECT_EQ(scan->functions[0].address.value, "0000:00:01.0");
  EXPECT_EQ(scan->functions[1].address.value, "0000:3b:00.0");
  EXPECT_THAT(scan->skipped, IsEmpty());
}

TEST(PciTest, AMachineWithoutPciHasNoFunctions) {
  const TempTree tree("sys/");

  EXPECT_THAT(ScanPci(tree.root()), IsOkAndHolds(Field(&PciScan::functions, IsEmpty())));
}

TEST(PciTest, AFunctionWithGarbageIsSkippedAndNamed) {
  TempTree tree(kHca);
  tree.Add(kBridgeAsAPlainDirectory);
  tree.Write("sys/bus/pci/devices/0000:00:01.0/vendor", "gar\nbage\x01\n");

  const Result<PciScan> scan = ScanPci(tree.root());

  ASSERT_THAT(scan, IsOk());
  EXPECT_THAT(scan->functions, SizeIs(1));
  EXPECT_THAT(scan->skipped, ElementsAre(Field(&Error::message, HasSubstr("0000:00:01.0/vendor"))));
}

TEST(PciTest, IdsThatDoNotFitAreGarbage) {
  for (const std::string text : {"0x15b3f", "-1", "", "0x", "0x-1", "15b3 x"}) {
    const TempTree tree(kHca);
    tree.Write("sys/bus/pci/devices/0000:3b:00.0/device", text + "\n");
    EXPECT_THAT(ReadPci(tree.root(), PciAddress{"0000:3b:00.0"}), HasCode(Code::kUnavailable))
        << text;
  }
}

TEST(PciTest, AFunctionThatGoesAwayMeanwhileIsLeftOut) {
  TempTree tree(kHca);
  tree.Remove("sys/devices/pci0000:3a");  // the link on the bus still stands

  const Result<PciScan> scan = ScanPci(tree.root());

  ASSERT_THAT(scan, IsOk());
  EXPECT_THAT(scan->functions, IsEmpty());
  EXPECT_THAT(scan->skipped, IsEmpty());
}

TEST(PciTest, AddressesAreThoseThatTheKernelWrites) {
  EXPECT_TRUE(IsPciAddress("0000:3b:00.0"));
  EXPECT_TRUE(IsPciAddress("10000:3b:1f.7")) << "a domain behind VMD";
  for (const std::string text : {"", "3b:00.0", "0000:3b:00.8", "0000:3B:00.0", "0000:3b:00:0",
                                 "0000:3b:00.0 ", "0000-3b:00.0", "000g:3b:00.0", "../../etc/x"}) {
    EXPECT_FALSE(IsPciAddress(text)) << text;
  }
  EXPECT_THAT(ReadPci(Root(), PciAddress{"../../../etc"}), HasCode(Code::kInvalidArgument));
}

TEST(PciTest, ReadsThisMachine) {
  EXPECT_THAT(ScanPci(Root()), IsOkAndHolds(Field(&PciScan::skipped, IsEmpty())));
}

}  // namespace
}  // namespace davit::sysfs
