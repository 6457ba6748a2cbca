// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/backends/generic/container_path.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/testing/matchers.h"

namespace davit::generic {
namespace {

using davit::testing::HasCode;
using davit::testing::IsOk;

TEST(ContainerPathTest, RefusesWhereNothingMayLie) {
  for (const char* path : {"", "dev/fuse", "/dev/../etc", "/..", "/", "//", "/.", "/proc", "/proc/",
                           "/sys", "//sys//"}) {
    EXPECT_THAT(CheckContainerPath(path), HasCode(Code::kInvalidArgument)) << path;
  }
}

TEST(ContainerPathTest, TakesEveryOtherPlace) {
  for (const char* path : {"/dev/fuse", "/dev/", "/sys/class/gpio", "/a..b", "/...", "/data"}) {
    EXPECT_THAT(CheckContainerPath(path), IsOk()) << path;
  }
}

TEST(ContainerPathTest, IsTheHostsUnlessTheMountPathSaysOtherwise) {
  EXPECT_EQ(ContainerPath("", "/dev/ttyUSB0"), "/dev/ttyUSB0");
  EXPECT_EQ(ContainerPath("/dev/zigbee", "/dev/ttyUSB0"), "/dev/zigbee");
  EXPECT_EQ(ContainerPath("/dev/serial/", "/dev/ttyUSB0"), "/dev/serial/ttyUSB0");
}

}  // namespace
}  // namespace davit::generic
