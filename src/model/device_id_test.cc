// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/model/device_id.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/testing/matchers.h"
#include "src/base/utf8.h"

namespace davit {
namespace {

using testing::HasError;
using testing::IsOk;
using testing::IsOkAndHolds;

TEST(DeviceIdTest, TakesAnyPrintableTextUpTo128Bytes) {
  EXPECT_THAT(CheckId("0"), IsOk());
  EXPECT_THAT(CheckId("fuse:/dev/fuse \"x\" é"), IsOk());
  EXPECT_THAT(CheckId(std::string(128, 'x')), IsOk());
}

TEST(DeviceIdTest, SaysWhichRuleBroke) {
  EXPECT_THAT(CheckId(""), HasError(Code::kInvalidArgument, "empty"));
  EXPECT_THAT(CheckId(std::string(129, 'x')), HasError(Code::kInvalidArgument, "129 bytes"));
  EXPECT_THAT(CheckId("a\nb"), HasError(Code::kInvalidArgument, "a\\x0ab\" holds control"));
  EXPECT_THAT(CheckId("a\xff"), HasError(Code::kInvalidArgument, "a\\xff\" is not UTF-8"));
}

TEST(DeviceIdTest, AShortNameIsItsOwnId) {
  EXPECT_THAT(MakeDeviceId("GPU-7f"), IsOkAndHolds(DeviceId{"GPU-7f"}));
  EXPECT_THAT(MakeDeviceId(std::string(128, 'x')), IsOkAndHolds(DeviceId{std::string(128, 'x')}));
}

TEST(DeviceIdTest, ALongNameIsHashed) {
  const std::string front(200, 'x');
  const DeviceId one = *MakeDeviceId(front + "1");
  const DeviceId two = *MakeDeviceId(front + "2");

  EXPECT_THAT(CheckId(one.value), IsOk());
  EXPECT_EQ(one.value.size(), 128u);
  EXPECT_NE(one, two);
  EXPECT_EQ(one, *MakeDeviceId(front + "1")) << "the same name gives the same id";
}

TEST(DeviceIdTest, ALongNameIsNeverCutInsideACharacter) {
  for (std::size_t shift = 0; shift < 4; ++shift) {
    std::string name(shift, 'x');
    for (int i = 0; i < 60; ++i) name += "\xe2\x98\xba";
    const DeviceId id = *MakeDeviceId(name);

    EXPECT_TRUE(IsUtf8(id.value)) << shift;
    EXPECT_LE(id.value.size(), kMostIdBytes);
  }
}

TEST(DeviceIdTest, NoIdIsMadeOfANameThatNobodyCouldPrint) {
  EXPECT_THAT(MakeDeviceId(""), HasError(Code::kInvalidArgument, "empty"));
  EXPECT_THAT(MakeDeviceId(std::string(300, '\x01')), HasError(Code::kInvalidArgument, "control"));
  EXPECT_THAT(MakeDeviceId("\xff"), HasError(Code::kInvalidArgument, "UTF-8"));
}

}  // namespace
}  // namespace davit
