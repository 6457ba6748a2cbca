// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "davit/edits.h"

#include <gtest/gtest.h>

namespace davit {
namespace {

TEST(EditsTest, EmptyEditsHoldNothing) {
  EXPECT_TRUE(KindsOf(ContainerEdits{}).empty());
  EXPECT_EQ(Describe(EditKinds()), "nothing");
}

TEST(EditsTest, EveryMemberHasItsKind) {
  ContainerEdits edits;
  edits.env = {{"A", "b"}};
  EXPECT_EQ(KindsOf(edits), EditKind::kEnv);

  edits = {};
  edits.device_nodes = {{.path = "/dev/fuse", .type = "c", .major = 10, .permissions = "rw"}};
  EXPECT_EQ(KindsOf(edits), EditKind::kDeviceNode);

  edits = {};
  edits.hooks = {{.name = "createContainer", .path = "/bin/x"}};
  EXPECT_EQ(KindsOf(edits), EditKind::kHook);

  edits = {};
  edits.net_devices = {{"eth1", "net0"}};
  EXPECT_EQ(KindsOf(edits), EditKind::kNetDevice);

  edits = {};
  edits.intel_rdt.emplace();
  EXPECT_EQ(KindsOf(edits), EditKind::kIntelRdt);

  edits = {};
  edits.additional_gids = {44};
  EXPECT_EQ(KindsOf(edits), EditKind::kGroupId);
}

TEST(EditsTest, PlainMountOptionsAreNoKindOfTheirOwn) {
  ContainerEdits edits;
  edits.mounts = {{"/a", "/a", {}, ""}, {"/b", "/b", {"ro", "rbind"}, "bind"}};
  EXPECT_EQ(KindsOf(edits), EditKind::kMount);

  edits.mounts.push_back({"/c", "/c", {"ro", "nosuid"}, ""});
  EXPECT_EQ(KindsOf(edits), EditKind::kMount | EditKind::kMountOption);
}

TEST(EditsTest, AMountOfAnotherTypeIsMoreThanAMount) {
  ContainerEdits edits;
  edits.mounts = {{"tmpfs", "/dev/shm", {}, "tmpfs"}};

  EXPECT_EQ(KindsOf(edits), EditKind::kMount | EditKind::kMountOption);
}

TEST(EditsTest, OwnerGroupAndModeOfANodeAreAKind) {
  for (const DeviceNode& node :
       {DeviceNode{.path = "/dev/x", .file_mode = 0660}, DeviceNode{.path = "/dev/x", .uid = 0},
        DeviceNode{.path = "/dev/x", .gid = 44}}) {
    ContainerEdits edits;
    edits.device_nodes = {node};
    EXPECT_EQ(KindsOf(edits), EditKind::kDeviceNode | EditKind::kNodeOwner);
  }
}

TEST(EditsTest, DescribeListsKindsForPeople) {
  EXPECT_EQ(Describe(EditKind::kHook), "hooks");
  EXPECT_EQ(Describe(EditKind::kHook | EditKind::kEnv), "env and hooks");
  EXPECT_EQ(Describe(EditKind::kHook | EditKind::kEnv | EditKind::kDeviceNode),
            "env, device nodes and hooks");
  EXPECT_EQ(Describe(EditKind::kGroupId | EditKind::kMountOption | EditKind::kNodeOwner |
                     EditKind::kAnnotation | EditKind::kMount | EditKind::kNetDevice |
                     EditKind::kIntelRdt),
            "mounts, network devices, Intel RDT, group ids, mount options, node owner or mode and "
            "annotations");
}

TEST(EditKindsTest, WithoutTellsWhatAnotherSetLacks) {
  const EditKinds held = EditKind::kHook | EditKind::kEnv;

  EXPECT_EQ(held.Without(EditKind::kEnv), EditKind::kHook);
  EXPECT_TRUE(held.Without(held).empty());
  EXPECT_TRUE(held.Has(EditKind::kHook));
  EXPECT_FALSE(held.Has(EditKind::kMount));
}

}  // namespace
}  // namespace davit
