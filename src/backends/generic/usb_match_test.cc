// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/backends/generic/usb_match.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace davit::generic {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::vector<sysfs::UsbDevice> kBus = {
    {.port = "1-1", .vendor = 0x1a86, .product = 0x7523, .busnum = "1", .devnum = "3"},
    {.port = "1-4", .vendor = 0x1a86, .product = 0x7523, .busnum = "1", .devnum = "12"},
    {.port = "2-1", .vendor = 0x0403, .product = 0x6001, .serial = "A1", .busnum = "2"},
};

std::vector<sysfs::UsbDevice> Match(std::vector<UsbSpec> specs) { return MatchUsb(kBus, specs); }

TEST(UsbMatchTest, TakesAllDevicesOfAllSpecifications) {
  EXPECT_THAT(Match({{.vendor = 0x1a86, .product = 0x7523}}), SizeIs(2));
  EXPECT_THAT(Match({{.vendor = 0x1a86, .product = 0x7523}, {.vendor = 0x0403, .product = 0x6001}}),
              SizeIs(3));
}

TEST(UsbMatchTest, TakesNothingUnlessEachSpecificationIsMet) {
  EXPECT_THAT(Match({{.vendor = 0x1a86, .product = 0x7523}, {.vendor = 0x1050, .product = 0x0407}}),
              IsEmpty());
}

TEST(UsbMatchTest, LooksAtTheSerialOnlyWhereOneIsAskedFor) {
  EXPECT_THAT(Match({{.vendor = 0x0403, .product = 0x6001, .serial = "A1"}}), SizeIs(1));
  EXPECT_THAT(Match({{.vendor = 0x0403, .product = 0x6001, .serial = "A2"}}), IsEmpty());
  EXPECT_THAT(Match({{.vendor = 0x1a86, .product = 0x7523, .serial = "A1"}}), IsEmpty());
}

TEST(UsbMatchTest, AnIdThatWasLeftOutMatchesNothing) {
  EXPECT_THAT(Match({{.product = 0x7523}}), IsEmpty());
}

TEST(UsbMatchTest, DescribesWhatIsAskedFor) {
  const std::vector<UsbSpec> specs = {{.vendor = 0x403, .product = 0x6001, .serial = "A1"},
                                      {.vendor = 0x1a86, .product = 0x7523}};

  EXPECT_EQ(DescribeUsb(specs), "0403:6001:A1+1a86:7523");
}

}  // namespace
}  // namespace davit::generic
