// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/kubelet/plugin_socket.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/testing/matchers.h"
#include "davit/testing/temp_tree.h"

namespace davit::kubelet {
namespace {

using testing::HasCode;
using testing::HasError;
using testing::IsOk;

TEST(PluginSocket, HasMode0600WhateverTheUmask) {
  const testing::TempTree tree;
  const mode_t before = ::umask(0);
  const auto socket = PluginSocket::Bind(tree.At("x.sock"));
  ::umask(before);

  ASSERT_THAT(socket, IsOk());
  struct stat status = {};
  ASSERT_EQ(::lstat(tree.At("x.sock").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode, static_cast<mode_t>(S_IFSOCK | 0600));
}

TEST(PluginSocket, HandsOnConnectionsThatDoNotBlockAndAreNotInherited) {
  const testing::TempTree tree;
  const auto socket = PluginSocket::Bind(tree.At("x.sock"));
  ASSERT_THAT(socket, IsOk());
  const auto peer = ConnectSocket(tree.At("x.sock"));
  ASSERT_THAT(peer, IsOk());

  const Result<UniqueFd> connection = (*socket)->Accept();

  ASSERT_THAT(connection, IsOk());
  EXPECT_NE(::fcntl(connection->get(), F_GETFL) & O_NONBLOCK, 0);
  EXPECT_NE(::fcntl(connection->get(), F_GETFD) & FD_CLOEXEC, 0);
  EXPECT_THAT((*socket)->Accept(), HasCode(Code::kUnavailable));
}

TEST(PluginSocket, RefusesAPeerOfAnotherUserAsRoot) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can be another user";
  const testing::TempTree tree;
  ASSERT_EQ(::chmod(tree.path().c_str(), 0755), 0);
  const auto socket = PluginSocket::Bind(tree.At("x.sock"));
  ASSERT_THAT(socket, IsOk());
  ASSERT_EQ(::chmod(tree.At("x.sock").c_str(), 0666), 0);  // as somebody might

  const pid_t child = ::fork();
  if (child == 0) {
    const bool changed = ::setgid(65534) == 0 && ::setuid(65534) == 0;
    ::_exit(changed && ConnectSocket(tree.At("x.sock")).ok() ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_EQ(status, 0);

  EXPECT_THAT((*socket)->Accept(), HasError(Code::kPermissionDenied, "user 65534"));
}

TEST(PluginSocket, Rst021DoesNotTakeANameThatExists) {
  const testing::TempTree tree;
  const auto first = PluginSocket::Bind(tree.At("x.sock"));

  EXPECT_THAT(PluginSocket::Bind(tree.At("x.sock")), HasCode(Code::kAlreadyExists));

  EXPECT_EQ((*first)->Look(), PluginSocket::Name::kOurs);
}

TEST(PluginSocket, Trn048RemovesItsNameWhenItGoes) {
  const testing::TempTree tree;
  { const auto socket = PluginSocket::Bind(tree.At("x.sock")); }

  EXPECT_NE(::access(tree.At("x.sock").c_str(), F_OK), 0);
}

TEST(PluginSocket, Trn048LeavesANameThatIsAnothersNow) {
  const testing::TempTree tree;
  auto first = PluginSocket::Bind(tree.At("x.sock"));
  ASSERT_THAT(first, IsOk());
  ASSERT_EQ(::unlink(tree.At("x.sock").c_str()), 0);
  EXPECT_EQ((*first)->Look(), PluginSocket::Name::kMissing);
  const auto second = PluginSocket::Bind(tree.At("x.sock"));
  ASSERT_THAT(second, IsOk());
  EXPECT_EQ((*first)->Look(), PluginSocket::Name::kForeign);

  first->reset();

  EXPECT_EQ((*second)->Look(), PluginSocket::Name::kOurs);
}

TEST(PluginSocket, AFileOrALinkInItsPlaceIsForeign) {
  const testing::TempTree tree;
  auto socket = PluginSocket::Bind(tree.At("x.sock"));
  tree.Move("x.sock", "y.sock");
  tree.MakeLink("x.sock", "y.sock");

  EXPECT_EQ((*socket)->Look(), PluginSocket::Name::kForeign);

  tree.Remove("x.sock");
  tree.Write("x.sock", "");
  EXPECT_EQ((*socket)->Look(), PluginSocket::Name::kForeign);
}

TEST(PluginSocket, SaysWhatIsWrongWithThePath) {
  const testing::TempTree tree;

  EXPECT_THAT(PluginSocket::Bind(tree.At(std::string(120, 'x'))),
              HasError(Code::kInvalidArgument, "at most 107 bytes"));
  EXPECT_THAT(PluginSocket::Bind(tree.At("no/x.sock")), HasCode(Code::kNotFound));
}

}  // namespace
}  // namespace davit::kubelet
