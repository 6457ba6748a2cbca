// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "davit/root.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/testing/matchers.h"
#include "davit/testing/temp_tree.h"
#include "src/testing/as_nobody.h"

namespace davit {
namespace {

using testing::AsNobody;
using ::testing::ElementsAre;
using testing::File;
using testing::HasCode;
using testing::HasError;
using testing::IsOk;
using testing::IsOkAndHolds;
using testing::Link;
using testing::TempTree;

TEST(RootTest, InRootIsTextAloneAndStaysInside) {
  const Root host("/host/");

  EXPECT_EQ(host.prefix(), "/host");
  EXPECT_EQ(host.InRoot("/dev/fuse"), "/host/dev/fuse");
  EXPECT_EQ(host.InRoot("/dev//./fuse/"), "/host/dev/fuse");
  EXPECT_EQ(host.InRoot("/dev/../../../etc"), "/host/etc");
  EXPECT_EQ(host.InRoot("/"), "/host");
  EXPECT_EQ(Root("/").InRoot("/dev/fuse"), "/dev/fuse");
  EXPECT_EQ(Root("/").InRoot("/"), "/");
}

TEST(RootTest, TheMachinesOwnRootReadsTheMachinesFiles) {
  EXPECT_TRUE(S_ISCHR(Root().Stat("/dev/null")->st_mode));
}

TEST(RootTest, ReadsTextWithoutTheNewline) {
  const TempTree tree({File("a", "0x15b3 \n\n"), File("b", "  two\nlines\n"), File("c", "")});

  EXPECT_THAT(tree.root().ReadText("/a"), IsOkAndHolds("0x15b3"));
  EXPECT_THAT(tree.root().ReadText("/b"), IsOkAndHolds("  two\nlines"));
  EXPECT_THAT(tree.root().ReadText("/c"), IsOkAndHolds(""));
}

TEST(RootTest, ReadsUpToTheLimitAndNoFurther) {
  const TempTree tree({File("a", std::string(10'000, 'x'))});

  EXPECT_THAT(tree.root().ReadText("/a", 10'000), IsOkAndHolds(std::string(10'000, 'x')));
  EXPECT_THAT(tree.root().ReadText("/a", 9'999), HasError(Code::kResourceExhausted, "/a"));
}

TEST(RootTest, AFifoWithoutAWriterHoldsNobodyUp) {
  const TempTree tree;
  ASSERT_EQ(::mkfifo(tree.At("fifo").c_str(), 0600), 0);

  EXPECT_THAT(tree.root().ReadText("/fifo"), IsOkAndHolds(""));
}

TEST(RootTest, ListsNamesSortedByByte) {
  const TempTree tree({File("d/b"), File("d/a10"), File("d/a9"), File("d/.hidden"), File("d/B")});

  EXPECT_THAT(tree.root().List("/d"), IsOkAndHolds(ElementsAre(".hidden", "B", "a10", "a9", "b")));
}

TEST(RootTest, StatFollowsLinksInsideTheRootAndLstatDoesNot) {
  const TempTree tree({File("etc/target", "12345"), Link("link", "/etc/target")});

  EXPECT_EQ(tree.root().Stat("/link")->st_size, 5);
  EXPECT_TRUE(S_ISLNK(tree.root().Lstat("/link")->st_mode));
}

TEST(RootTest, ReadsTheTextOfALink) {
  const TempTree tree({Link("driver", "../../bus/pci/drivers/mlx5_core"), File("file")});

  EXPECT_THAT(tree.root().ReadLink("/driver"), IsOkAndHolds("../../bus/pci/drivers/mlx5_core"));
  EXPECT_THAT(tree.root().ReadLink("/file"), HasCode(Code::kInvalidArgument));
  EXPECT_THAT(tree.root().ReadLink("/gone"), HasCode(Code::kNotFound));
}

TEST(RootTest, ResolvesToTheHostPathBehindAllLinks) {
  const TempTree tree({File("dev/ttyUSB0"), Link("dev/serial/by-id/usb-x", "../../ttyUSB0")});

  EXPECT_THAT(tree.root().Resolve("/dev/serial/by-id/usb-x"), IsOkAndHolds("/dev/ttyUSB0"));
  EXPECT_THAT(tree.root().Resolve("/dev/serial/by-id/usb-y"), HasCode(Code::kNotFound));
}

TEST(RootTest, ErrorsNameTheHostPathAndWhatIsWrong) {
  const TempTree tree({File("file"), Link("loop", "loop")});
  const Root root = tree.root();

  EXPECT_THAT(root.ReadText("/sys/gone"),
              HasError(Code::kNotFound, "reading /sys/gone: no such file or directory"));
  EXPECT_THAT(root.ReadText("/file/below"), HasError(Code::kNotFound, "/file/below"));
  EXPECT_THAT(root.Stat("/loop"), HasError(Code::kUnavailable, "/loop"));
  EXPECT_THAT(root.List("/file"), HasError(Code::kNotFound, "listing /file: not a directory"));
  EXPECT_THAT(Root("/no/such/root").Stat("/x"), HasError(Code::kNotFound, "/no/such/root"));
}

TEST(RootTest, RefusesPathsThatAreNotAbsolute) {
  const TempTree tree({File("a")});
  const Root root = tree.root();

  EXPECT_THAT(root.ReadText("a"), HasCode(Code::kInvalidArgument));
  EXPECT_THAT(root.Open("", O_RDONLY), HasCode(Code::kInvalidArgument));
  EXPECT_THAT(root.Glob("*"), HasCode(Code::kInvalidArgument));
  EXPECT_THAT(root.Stat(std::string("/a\0b", 4)), HasCode(Code::kInvalidArgument));
}

TEST(RootTest, SaysThatAFileMayNotBeRead) {
  const TempTree tree({File("locked", "x")});
  ASSERT_EQ(::chmod(tree.At("locked").c_str(), 0), 0);

  EXPECT_EQ(AsNobody([&] {
              const Result<std::string> text = tree.root().ReadText("/locked");
              return text.ok() ? "read" : std::string(CodeName(text.error().code));
            }),
            "PERMISSION_DENIED");
}

TEST(RootTest, OpenedDescriptorsAreNotInherited) {
  const TempTree tree({File("a")});
  const Result<UniqueFd> fd = tree.root().Open("/a", O_RDONLY);

  ASSERT_THAT(fd, IsOk());
  EXPECT_EQ(::fcntl(fd->get(), F_GETFD), FD_CLOEXEC);
}

TEST(RootTest, StatOfADeviceNodeDoesNotOpenItAsRoot) {
  const TempTree tree;
  // A number that no driver has: opening it would fail with ENXIO.
  if (!tree.MakeNode("dev/nothing", 'c', 4095, 1).ok()) GTEST_SKIP() << "mknod needs root";

  EXPECT_TRUE(S_ISCHR(tree.root().Stat("/dev/nothing")->st_mode));
}

}  // namespace
}  // namespace davit
