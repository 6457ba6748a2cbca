// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/backends/generic/dev_origin.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace davit::generic {
namespace {

using ::testing::HasSubstr;
using ::testing::Optional;

TEST(DevOriginTest, IsContentWithADevtmpfs) {
  EXPECT_EQ(WhyDevIsNotTheHosts("25 31 0:6 / /dev rw,nosuid shared:2 - devtmpfs udev rw\n", "/dev"),
            std::nullopt);
  EXPECT_EQ(WhyDevIsNotTheHosts("91 80 0:6 / /host/dev rw - devtmpfs udev rw\n", "/host/dev"),
            std::nullopt);
}

TEST(DevOriginTest, SaysThatAContainersOwnDevIsNotTheHosts) {
  EXPECT_THAT(
      WhyDevIsNotTheHosts("410 399 0:60 / /dev rw,nosuid - tmpfs tmpfs rw,size=65536k\n", "/dev"),
      Optional(HasSubstr("/dev is a tmpfs, not the host's devtmpfs")));
  EXPECT_THAT(WhyDevIsNotTheHosts("1 0 8:1 / / rw - ext4 /dev/sda1 rw\n", "/dev"),
              Optional(HasSubstr("no file system of its own")));
}

TEST(DevOriginTest, JudgesByWhatWasMountedLast) {
  EXPECT_EQ(WhyDevIsNotTheHosts("1 0 0:60 / /dev rw - tmpfs tmpfs rw\n"
                                "2 1 0:6 / /dev rw - devtmpfs udev rw\n",
                                "/dev"),
            std::nullopt);
}

TEST(DevOriginTest, SaysNothingWhereItCannotTell) {
  EXPECT_EQ(WhyDevIsNotTheHosts("", "/dev"), std::nullopt);
}

}  // namespace
}  // namespace davit::generic
