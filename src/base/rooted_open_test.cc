// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/base/rooted_open.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "davit/testing/temp_tree.h"

namespace davit {
namespace {

using testing::Directory;
using testing::File;
using testing::Link;
using testing::TempTree;

using Opener = OpenedPath (*)(int root_fd, std::string_view path, int flags);

/// The two ways must answer alike, so that each case runs with both.
class RootedOpenTest : public ::testing::TestWithParam<Opener> {
 protected:
  RootedOpenTest() {
    outside_.Write("secret", "outside");
    outside_.MakeDirectory("root");
    // The root lies one level down, so that "../secret" is there to be reached.
    for (const auto& [path, text] :
         {std::pair("root/a/b/file", "inside"), std::pair("root/secret", "the root's own"),
          std::pair("root/etc/passwd", "the root's own")}) {
      outside_.Write(path, text);
    }
    root_.Reset(::open(outside_.At("root").c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    EXPECT_TRUE(root_.valid());
  }

  void MakeLink(const std::string& path, const std::string& target) {
    outside_.MakeLink("root/" + path, target);
  }

  /// What a path leads to, or the errno's name.
  std::string Read(std::string_view path, int flags = O_RDONLY) {
    const OpenedPath opened = GetParam()(root_.get(), path, flags);
    if (opened.error != 0) return strerrorname_np(opened.error);
    EXPECT_EQ(::fcntl(opened.fd.get(), F_GETFD), FD_CLOEXEC);
    struct stat status {};
    EXPECT_EQ(::fstat(opened.fd.get(), &status), 0);
    if (S_ISDIR(status.st_mode)) return "directory";
    if (S_ISLNK(status.st_mode)) return "link";
    std::array<char, 64> buffer{};
    const ssize_t size = ::read(opened.fd.get(), buffer.data(), buffer.size());
    return size < 0 ? "unreadable" : std::string(buffer.data(), static_cast<std::size_t>(size));
  }

  TempTree outside_;
  UniqueFd root_;
};

TEST_P(RootedOpenTest, OpensPlainPaths) {
  EXPECT_EQ(Read("/a/b/file"), "inside");
  EXPECT_EQ(Read("//a///b/./file"), "inside");
  EXPECT_EQ(Read("/a/../a/b/file"), "inside");
  EXPECT_EQ(Read("/a/b"), "directory");
  EXPECT_EQ(Read("/a/b/"), "directory");
  EXPECT_EQ(Read("/a/b/.."), "directory");
  EXPECT_EQ(Read("/"), "directory");
  EXPECT_EQ(Read("/."), "directory");
}

TEST_P(RootedOpenTest, DotsStopAtTheRoot) {
  EXPECT_EQ(Read("/../secret"), "the root's own");
  EXPECT_EQ(Read("/a/../../../../secret"), "the root's own");
  EXPECT_EQ(Read("/.."), "directory");
}

TEST_P(RootedOpenTest, AbsoluteLinksBeginAtTheRoot) {
  MakeLink("absolute", "/etc/passwd");
  MakeLink("to-etc", "/etc");
  MakeLink("a/up", "/");

  EXPECT_EQ(Read("/absolute"), "the root's own");
  EXPECT_EQ(Read("/to-etc/passwd"), "the root's own");
  EXPECT_EQ(Read("/a/up/secret"), "the root's own");
}

TEST_P(RootedOpenTest, RelativeLinksCannotClimbOut) {
  MakeLink("a/b/climb", "../../../../../../secret");
  MakeLink("a/climb", "../../../root/secret");

  EXPECT_EQ(Read("/a/b/climb"), "the root's own");
  EXPECT_EQ(Read("/a/climb"), "ENOENT") << "/root/secret, seen from the root";
}

TEST_P(RootedOpenTest, ChainsOfLinksAreFollowed) {
  MakeLink("one", "two");
  MakeLink("two", "/a/three");
  MakeLink("a/three", "b/../b/./file");

  EXPECT_EQ(Read("/one"), "inside");
}

TEST_P(RootedOpenTest, ALinkIsResolvedBeforeTheDotsBehindIt) {
  MakeLink("deep", "a/b");

  EXPECT_EQ(Read("/deep/../b/file"), "inside") << "the parent of /a/b, not of /deep";
}

TEST_P(RootedOpenTest, LoopsEnd) {
  MakeLink("self", "self");
  MakeLink("ping", "pong");
  MakeLink("pong", "/ping");
  MakeLink("grow", "grow/x");

  EXPECT_EQ(Read("/self"), "ELOOP");
  EXPECT_EQ(Read("/ping"), "ELOOP");
  EXPECT_EQ(Read("/ping/x"), "ELOOP");
  EXPECT_EQ(Read("/grow"), "ELOOP");
}

TEST_P(RootedOpenTest, FortyLinksAreFollowedAndFortyOneAreNot) {
  MakeLink("l1", "a/b/file");
  for (int i = 2; i <= 41; ++i) MakeLink("l" + std::to_string(i), "l" + std::to_string(i - 1));

  EXPECT_EQ(Read("/l40"), "inside");
  EXPECT_EQ(Read("/l41"), "ELOOP");
}

TEST_P(RootedOpenTest, SaysWhatIsNotThere) {
  MakeLink("dangling", "/gone");

  EXPECT_EQ(Read("/gone"), "ENOENT");
  EXPECT_EQ(Read("/gone/x"), "ENOENT");
  EXPECT_EQ(Read("/dangling"), "ENOENT");
  EXPECT_EQ(Read("/secret/x"), "ENOTDIR");
  EXPECT_EQ(Read("/secret/"), "ENOTDIR");
  EXPECT_EQ(Read("/secret", O_RDONLY | O_DIRECTORY), "ENOTDIR");
  EXPECT_EQ(Read("/" + std::string(300, 'x')), "ENAMETOOLONG");
}

TEST_P(RootedOpenTest, NoFollowStopsAtTheLastLinkOnly) {
  MakeLink("last", "/a/b/file");
  MakeLink("dir", "/a");

  EXPECT_EQ(Read("/last", O_PATH | O_NOFOLLOW), "link");
  EXPECT_EQ(Read("/dir/b/file", O_RDONLY | O_NOFOLLOW), "inside");
  EXPECT_EQ(Read("/last", O_RDONLY | O_NOFOLLOW), "ELOOP");
  EXPECT_EQ(Read("/dir/", O_PATH | O_NOFOLLOW), "directory");
}

INSTANTIATE_TEST_SUITE_P(BothWays, RootedOpenTest, ::testing::Values(&OpenByKernel, &OpenByWalk),
                         [](const auto& way) { return way.index == 0 ? "ByKernel" : "ByWalk"; });

TEST(RootedWalkTest, TellsThePathBehindAllLinks) {
  const TempTree tree({File("devices/pci0/0000:3b:00.0/vendor"),
                       Link("bus/dev", "../devices/pci0/0000:3b:00.0"), Link("top", "/bus/dev"),
                       Directory("empty")});
  const UniqueFd root(::open(tree.path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));

  EXPECT_EQ(OpenByWalk(root.get(), "/top/vendor", O_PATH).path,
            "/devices/pci0/0000:3b:00.0/vendor");
  EXPECT_EQ(OpenByWalk(root.get(), "/bus/dev", O_PATH).path, "/devices/pci0/0000:3b:00.0");
  EXPECT_EQ(OpenByWalk(root.get(), "/bus/dev/..", O_PATH).path, "/devices/pci0");
  EXPECT_EQ(OpenByWalk(root.get(), "/empty/", O_PATH).path, "/empty");
  EXPECT_EQ(OpenByWalk(root.get(), "/../..", O_PATH).path, "/");
}

}  // namespace
}  // namespace davit
