// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/backends/generic/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/testing/matchers.h"
#include "src/backends/generic/generic_backend.h"
#include "src/backends/testing/backend_run.h"

namespace davit::generic {
namespace {

using davit::testing::CheckedOptions;
using davit::testing::HasError;
using davit::testing::IsOk;
using ::testing::Optional;
using ::testing::SizeIs;

Result<std::vector<DeviceSpec>> Read(std::string_view yaml) {
  ASSIGN_OR_RETURN(const ConfigNode node, CheckedOptions(kEntry, yaml));
  return ReadOptions(node);
}

/// One path of one group.
Result<std::vector<DeviceSpec>> ReadPath(std::string_view path) {
  return Read("devices: [{name: dev, groups: [{paths: [" + std::string(path) + "]}]}]");
}

TEST(GenericOptionsTest, ReadAllThatASpecificationMaySay) {
  const auto specs = Read(R"(
devices:
  - name: cam
    onMissing: remove
    groups:
      - count: 3
        paths:
          - {path: "/dev/video*", mountPath: /dev/video0, permissions: rw, limit: 2}
          - {path: /etc/cam.conf, type: Mount, readOnly: true, optional: true}
      - usb: [{vendor: 0x1a86, product: 7523, serial: S1}]
)");

  ASSERT_THAT(specs, IsOk());
  const DeviceSpec& spec = specs->front();
  EXPECT_EQ(spec.name, "cam");
  EXPECT_EQ(spec.on_missing, OnMissing::kRemove);
  EXPECT_EQ(spec.id_mode, IdMode::kStable);
  ASSERT_THAT(spec.groups, SizeIs(2));
  EXPECT_EQ(spec.groups[0].count, 3);
  EXPECT_EQ(spec.groups[0].paths[0].mount_path, "/dev/video0");
  EXPECT_EQ(spec.groups[0].paths[0].permissions, "rw");
  EXPECT_EQ(spec.groups[0].paths[0].limit, 2);
  EXPECT_TRUE(spec.groups[0].paths[1].is_mount);
  EXPECT_TRUE(spec.groups[0].paths[1].read_only);
  EXPECT_TRUE(spec.groups[0].paths[1].optional);
  EXPECT_EQ(spec.groups[1].usb[0].vendor, 0x1a86);
  EXPECT_EQ(spec.groups[1].usb[0].product, 0x7523);
  EXPECT_EQ(spec.groups[1].usb[0].serial, "S1");
}

TEST(GenericOptionsTest, LookForFuseKvmAndTunWhereNothingIsAskedFor) {
  EXPECT_THAT(ReadOptions({}), SizeIs(3));
  EXPECT_THAT(Read("devices: []"), davit::testing::IsOkAndHolds(SizeIs(0)));
}

TEST(GenericOptionsTest, TakeUsbIdsAsHexadecimalHoweverTheyAreWritten) {
  EXPECT_THAT(ParseUsbId("1209"), Optional(0x1209));
  EXPECT_THAT(ParseUsbId("0x1209"), Optional(0x1209));
  EXPECT_THAT(ParseUsbId("0403"), Optional(0x0403));
  EXPECT_THAT(ParseUsbId("1A86"), Optional(0x1a86));
  EXPECT_EQ(ParseUsbId("12345"), std::nullopt);
  EXPECT_EQ(ParseUsbId("0x"), std::nullopt);
  EXPECT_EQ(ParseUsbId("usb"), std::nullopt);
  EXPECT_EQ(ParseUsbId(""), std::nullopt);
}

TEST(GenericOptionsTest, RefuseBadContainerPathsAtTheirPlace) {
  EXPECT_THAT(ReadPath("{path: /dev/fuse, mountPath: dev/fuse}"),
              HasError(Code::kInvalidArgument, "options:1:70: "));
  EXPECT_THAT(ReadPath("{path: /dev/fuse, mountPath: /dev/../fuse}"),
              HasError(Code::kInvalidArgument, "without \"..\""));
  for (const char* path : {"/", "/proc", "/sys"}) {
    EXPECT_THAT(ReadPath("{path: /dev/fuse, mountPath: " + std::string(path) + "}"),
                HasError(Code::kInvalidArgument, "other than /, /proc and /sys"));
    EXPECT_THAT(ReadPath("{type: Mount, path: " + std::string(path) + "}"),
                HasError(Code::kInvalidArgument, "other than /, /proc and /sys"));
  }
  EXPECT_THAT(ReadPath("{path: /sys, type: Mount, mountPath: /host/sys}"), IsOk());
}

TEST(GenericOptionsTest, RefuseWhatNoSpecificationMaySay) {
  EXPECT_THAT(ReadPath("{path: dev/fuse}"), HasError(Code::kInvalidArgument, "an absolute path"));
  EXPECT_THAT(ReadPath("{path: \"/dev/tty[\"}"), HasError(Code::kInvalidArgument, "path"));
  EXPECT_THAT(ReadPath("{path: /dev/fuse, permissions: rwx}"),
              HasError(Code::kInvalidArgument, "the letters r, w and m"));
  EXPECT_THAT(ReadPath("{path: /dev/fuse, type: device}"),
              HasError(Code::kInvalidArgument, "expected Device or Mount"));
  EXPECT_THAT(ReadPath("{path: /dev/fuse, limit: 0}"),
              HasError(Code::kInvalidArgument, "a number from 1"));
  EXPECT_THAT(Read("devices: [{name: x, groups: [{paths: [{path: /dev/fuse}]}]}]"),
              HasError(Code::kInvalidArgument, "devices[0].name"));
  EXPECT_THAT(Read("devices: [{name: fuse, groups: []}]"),
              HasError(Code::kInvalidArgument, "needs groups"));
  EXPECT_THAT(Read("devices: [{name: fuse, groups: [{count: 2}]}]"),
              HasError(Code::kInvalidArgument, "a group needs paths or usb"));
  EXPECT_THAT(Read("devices: [{name: fuse, groups: [{paths: [{path: /dev/fuse}], usb: [{vendor: 1, "
                   "product: 2}]}]}]"),
              HasError(Code::kInvalidArgument, "not both"));
}

TEST(GenericOptionsTest, RefuseOneNameTwice) {
  EXPECT_THAT(Read("devices:\n- {name: aa, groups: [{paths: [{path: /a}]}]}\n"
                   "- {name: aa, groups: [{paths: [{path: /b}]}]}\n"),
              HasError(Code::kInvalidArgument, "options:3:10: two devices are called \"aa\""));
}

}  // namespace
}  // namespace davit::generic
