// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "davit/testing/temp_tree.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/testing/matchers.h"

namespace davit::testing {
namespace {

using ::testing::ElementsAre;

TEST(TempTreeTest, DescribesFilesLinksAndDirectoriesByLines) {
  const TempTree tree(R"(
    # a card
    sys/devices/pci0000:3a/0000:3b:00.0/vendor = 0x15b3
    sys/devices/pci0000:3a/0000:3b:00.0/uevent = DRIVER=mlx5_core\nPCI_CLASS=20000
    sys/bus/pci/devices/0000:3b:00.0 -> ../../../devices/pci0000:3a/0000:3b:00.0

    dev/fuse
    sys/class/net/
  )");
  const Root root = tree.root();

  EXPECT_THAT(root.ReadText("/sys/bus/pci/devices/0000:3b:00.0/vendor"), IsOkAndHolds("0x15b3"));
  EXPECT_THAT(root.ReadText("/sys/bus/pci/devices/0000:3b:00.0/uevent"),
              IsOkAndHolds("DRIVER=mlx5_core\nPCI_CLASS=20000"));
  EXPECT_THAT(root.ReadText("/dev/fuse"), IsOkAndHolds(""));
  EXPECT_THAT(root.List("/sys/class/net"), IsOkAndHolds(ElementsAre()));
  EXPECT_EQ(std::filesystem::file_size(tree.At("dev/fuse")), 0u);
  EXPECT_EQ(std::filesystem::file_size(tree.At("sys/devices/pci0000:3a/0000:3b:00.0/vendor")), 7u)
      << "a file of sysfs ends with a newline";
}

TEST(TempTreeTest, TakesEntriesExactly) {
  const TempTree tree({File("a/b", "no newline"), Link("a/c", "b"), Directory("d")});

  EXPECT_EQ(std::filesystem::file_size(tree.At("a/b")), 10u);
  EXPECT_THAT(tree.root().ReadText("/a/c"), IsOkAndHolds("no newline"));
  EXPECT_TRUE(std::filesystem::is_directory(tree.At("d")));
}

TEST(TempTreeTest, IsRemovedWithLockedDirectoriesAndWithoutFollowingLinks) {
  const TempTree other({File("kept")});
  std::string path;
  {
    const TempTree tree({File("locked/x"), Link("out", other.path())});
    ASSERT_EQ(::chmod(tree.At("locked").c_str(), 0), 0);
    path = tree.path();
  }

  EXPECT_FALSE(std::filesystem::exists(path));
  EXPECT_TRUE(std::filesystem::exists(other.At("kept")));
}

TEST(TempTreeTest, AMovedFromTreeRemovesNothing) {
  TempTree tree({File("x")});
  const TempTree moved = std::move(tree);
  tree = TempTree();

  EXPECT_TRUE(std::filesystem::exists(moved.At("x")));
}

TEST(TempTreeTest, WriteKeepsTheInodeOfAFileAndReplacesALink) {
  const TempTree tree({File("file", "old, and longer"), Link("link", "file")});
  const Root root = tree.root();
  const ino_t before = root.Stat("/file")->st_ino;

  tree.Write("file", "new");
  tree.Write("link", "its own");

  EXPECT_EQ(root.Stat("/file")->st_ino, before);
  EXPECT_THAT(root.ReadText("/file"), IsOkAndHolds("new"));
  EXPECT_THAT(root.ReadText("/link"), IsOkAndHolds("its own"));
}

TEST(TempTreeTest, MovesAndRemovesWholeDirectories) {
  const TempTree tree({File("from/x", "1"), File("gone/y/z")});

  tree.Move("from", "to/here");
  tree.Remove("gone");

  EXPECT_THAT(tree.root().ReadText("/to/here/x"), IsOkAndHolds("1"));
  EXPECT_THAT(tree.root().List("/"), IsOkAndHolds(ElementsAre("to")));
}

TEST(TempTreeTest, MakesDeviceNodesAsRoot) {
  const TempTree tree;
  if (::geteuid() != 0) GTEST_SKIP() << "mknod needs root";
  ASSERT_THAT(tree.MakeNode("dev/fuse", 'c', 10, 229), IsOk());

  EXPECT_TRUE(S_ISCHR(tree.root().Stat("/dev/fuse")->st_mode));
}

}  // namespace
}  // namespace davit::testing
