// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/kubelet/socket_directory.h"

#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/fd.h"
#include "davit/testing/matchers.h"
#include "davit/testing/temp_tree.h"
#include "src/kubelet/in_mount_namespace.h"
#include "src/kubelet/plugin_socket.h"

namespace davit::kubelet {
namespace {

using testing::HasCode;
using testing::HasError;
using testing::IsOk;

struct Directory {
  Directory() { tree.MakeDirectory("d"); }

  void SetMode(mode_t mode) const { ASSERT_EQ(::chmod(path.c_str(), mode), 0); }

  bool Has(const std::string& name) const {
    return ::access((path + "/" + name).c_str(), F_OK) == 0;
  }

  testing::TempTree tree;
  const std::string path = tree.At("d");
};

/// Leaves a bound socket that nobody listens on, as a killed process does.
void LeaveDeadSocket(const std::string& path) {
  const UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  ASSERT_EQ(::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
}

TEST(CheckSocketDirectory, TakesWhatOnlyWeMayWriteOrWhatIsSticky) {
  const Directory directory;
  for (const mode_t mode : {0700U, 0750U, 0755U, 01777U, 01775U}) {
    directory.SetMode(mode);
    EXPECT_THAT(CheckSocketDirectory(directory.path), IsOk()) << std::oct << mode;
  }
}

TEST(CheckSocketDirectory, RefusesWhatOthersMayWriteWithoutTheStickyBit) {
  const Directory directory;
  for (const mode_t mode : {0770U, 0777U, 0702U}) {
    directory.SetMode(mode);
    EXPECT_THAT(CheckSocketDirectory(directory.path),
                HasError(Code::kPermissionDenied, "chmod go-w"))
        << std::oct << mode;
  }
}

TEST(CheckSocketDirectory, TellsAMissingOneFromAFile) {
  const testing::TempTree tree("file = x");

  EXPECT_THAT(CheckSocketDirectory(tree.At("missing")), HasCode(Code::kNotFound));
  EXPECT_THAT(CheckSocketDirectory(tree.At("file")), HasCode(Code::kFailedPrecondition));
}

TEST(CheckSocketDirectory, RefusesAReadOnlyMountAsRoot) {
  if (::geteuid() != 0) GTEST_SKIP() << "mounting needs root";
  const Directory directory;

  EXPECT_TRUE(InMountNamespace([&] {
    const char* const path = directory.path.c_str();
    if (::mount(path, path, nullptr, MS_BIND, nullptr) != 0) return false;
    if (::mount(path, path, nullptr, MS_BIND | MS_REMOUNT | MS_RDONLY, nullptr) != 0) return false;
    const Result<> checked = CheckSocketDirectory(path);
    return !checked.ok() && checked.error().code == Code::kPermissionDenied;
  }));
}

TEST(RemoveStaleSockets, Trn048RemovesOnlyOurDeadOnes) {
  const Directory directory;
  LeaveDeadSocket(directory.path + "/davit-fuse-01234567-89abcd.sock");
  LeaveDeadSocket(directory.path + "/davit-kvm-01234567-89abcd.sock");
  LeaveDeadSocket(directory.path + "/other-fuse-01234567-89abcd.sock");
  LeaveDeadSocket(directory.path + "/kubelet.sock");
  directory.tree.Write("d/davit-file-01234567-89abcd.sock", "");
  const auto live = PluginSocket::Bind(directory.path + "/davit-tun-01234567-89abcd.sock");
  ASSERT_THAT(live, IsOk());

  EXPECT_EQ(RemoveStaleSockets(directory.path, "davit"), 2);

  EXPECT_FALSE(directory.Has("davit-fuse-01234567-89abcd.sock"));
  EXPECT_FALSE(directory.Has("davit-kvm-01234567-89abcd.sock"));
  EXPECT_TRUE(directory.Has("other-fuse-01234567-89abcd.sock"));
  EXPECT_TRUE(directory.Has("kubelet.sock"));
  EXPECT_TRUE(directory.Has("davit-file-01234567-89abcd.sock"));
  EXPECT_TRUE(directory.Has("davit-tun-01234567-89abcd.sock"));
}

TEST(IsPinned, Rst018ADirectoryOfOurOwnNeverIs) {
  const Directory directory;
  const std::string root = MountRoot(directory.path);
  EXPECT_FALSE(IsPinned(directory.path, root));

  directory.tree.Move("d", "old");
  EXPECT_FALSE(IsPinned(directory.path, root));
  directory.tree.MakeDirectory("d");
  EXPECT_FALSE(IsPinned(directory.path, root));
}

TEST(IsPinned, Rst018AMountOfARemovedDirectoryIsAsRoot) {
  if (::geteuid() != 0) GTEST_SKIP() << "mounting needs root";
  const Directory directory;
  directory.tree.MakeDirectory("seen");

  EXPECT_TRUE(InMountNamespace([&] {
    const std::string seen = directory.tree.At("seen");
    if (::mount(directory.path.c_str(), seen.c_str(), nullptr, MS_BIND, nullptr) != 0) return false;
    const std::string root = MountRoot(seen);
    if (root.empty() || IsPinned(seen, root)) return false;
    directory.tree.Remove("d");
    directory.tree.MakeDirectory("d");
    return IsPinned(seen, root);
  }));
}

TEST(MountRoot, KnowsAMountPointWithBlanksInItsNameAsRoot) {
  if (::geteuid() != 0) GTEST_SKIP() << "mounting needs root";
  const Directory directory;
  directory.tree.MakeDirectory("a b\tc\\d");

  EXPECT_TRUE(InMountNamespace([&] {
    const std::string seen = directory.tree.At("a b\tc\\d");
    if (::mount(directory.path.c_str(), seen.c_str(), nullptr, MS_BIND, nullptr) != 0) return false;
    return !MountRoot(seen).empty();
  }));
}

TEST(IsPinned, Rst018AMountOfADirectoryThatWasMovedAwayIsAsRoot) {
  if (::geteuid() != 0) GTEST_SKIP() << "mounting needs root";
  const Directory directory;
  directory.tree.MakeDirectory("seen");

  EXPECT_TRUE(InMountNamespace([&] {
    const std::string seen = directory.tree.At("seen");
    if (::mount(directory.path.c_str(), seen.c_str(), nullptr, MS_BIND, nullptr) != 0) return false;
    const std::string root = MountRoot(seen);
    directory.tree.Move("d", "old");
    directory.tree.MakeDirectory("d");
    if (!IsPinned(seen, root)) return false;
    directory.tree.Remove("d");
    directory.tree.Move("old", "d");
    return !IsPinned(seen, root);
  }));
}

}  // namespace
}  // namespace davit::kubelet
