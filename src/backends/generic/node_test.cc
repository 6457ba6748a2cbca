// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/backends/generic/node.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/testing/matchers.h"
#include "davit/testing/temp_tree.h"

namespace davit::generic {
namespace {

using davit::testing::TempTree;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// A tree with nodes; the test is skipped where none can be made.
class NodeTest : public ::testing::Test {
 protected:
  void MakeNode(std::string_view path, char type, unsigned major, unsigned minor) {
    if (!tree_.MakeNode(path, type, major, minor).ok()) GTEST_SKIP() << "mknod is not allowed";
  }

  TempTree tree_;
};

TEST_F(NodeTest, TellsTheNumbersOfANodeAsRoot) {
  ASSERT_NO_FATAL_FAILURE(MakeNode("dev/fuse", 'c', 10, 229));
  if (IsSkipped()) return;

  const NodeState state = LookAtNode(tree_.root(), "/dev/fuse");

  EXPECT_FALSE(state.wrong);
  EXPECT_THAT(state.occupies, ElementsAre("dev:c:10:229"));
  EXPECT_EQ(state.sysfs, "/sys/dev/char/10:229");
}

TEST_F(NodeTest, LooksBehindALinkAsRoot) {
  ASSERT_NO_FATAL_FAILURE(MakeNode("dev/sda", 'b', 8, 0));
  if (IsSkipped()) return;
  tree_.Add("dev/disk/by-id/wwn-1 -> ../../sda\n");

  const NodeState state = LookAtNode(tree_.root(), "/dev/disk/by-id/wwn-1");

  EXPECT_FALSE(state.wrong);
  EXPECT_THAT(state.occupies, ElementsAre("dev:b:8:0"));
}

TEST_F(NodeTest, TakesAllNodesOfADirectoryAsRoot) {
  ASSERT_NO_FATAL_FAILURE(MakeNode("dev/snd/controlC0", 'c', 116, 2));
  if (IsSkipped()) return;
  ASSERT_NO_FATAL_FAILURE(MakeNode("dev/snd/by-path/deep", 'c', 116, 3));
  tree_.Add("dev/snd/note = text\n");

  const NodeState state = LookAtNode(tree_.root(), "/dev/snd");

  EXPECT_FALSE(state.wrong);
  EXPECT_THAT(state.occupies, ElementsAre("dev:c:116:3", "dev:c:116:2"));
}

TEST_F(NodeTest, FindsFaultWithWhatIsNoDevice) {
  tree_.Add("dev/file = text\ndev/empty/\n");

  EXPECT_EQ(LookAtNode(tree_.root(), "/dev/file").wrong->code, "not-a-device");
  EXPECT_THAT(LookAtNode(tree_.root(), "/dev/file").wrong->text, HasSubstr("a regular file"));
  EXPECT_EQ(LookAtNode(tree_.root(), "/dev/empty").wrong->code, "not-a-device");
  EXPECT_THAT(LookAtNode(tree_.root(), "/dev/file").occupies, IsEmpty());
}

TEST_F(NodeTest, SaysOfAMissingNodeWhatToLookFor) {
  tree_.Add("dev/link -> ttyUSB0\n");

  EXPECT_EQ(LookAtNode(tree_.root(), "/dev/ttyUSB0").wrong->code, "missing");
  EXPECT_EQ(LookAtNode(tree_.root(), "/dev/link").wrong->code, "missing");
  EXPECT_THAT(LookAtNode(tree_.root(), "/dev/link").wrong->text, HasSubstr("a link to ttyUSB0"));
}

TEST_F(NodeTest, MountsAnythingThatIsThere) {
  tree_.Add("etc/conf = text\nvar/lib/\n");

  EXPECT_FALSE(LookAtMount(tree_.root(), "/etc/conf").wrong);
  EXPECT_FALSE(LookAtMount(tree_.root(), "/var/lib").wrong);
  EXPECT_EQ(LookAtMount(tree_.root(), "/var/run").wrong->code, "missing");
}

}  // namespace
}  // namespace davit::generic
