// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include <unistd.h>

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/testing/matchers.h"
#include "src/kubelet/endpoints_fixture.h"
#include "src/kubelet/plugin_socket.h"

namespace davit::kubelet {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr char kFuse[] = "davit.dev/fuse";

/// A node in watcher mode, and the kubelet's plugin watcher by hand.
struct WatcherNode : Node {
  WatcherNode() {
    options.plugins_registry = dir;
    options.socket_dir = tree.At("not-used");
    EXPECT_THAT(Begin(), testing::IsOk());
    Offer(kFuse);
    Settle();
  }

  /// The kubelet finds the socket, reads the list and says that it took us.
  void TakeIn() {
    kubelet.OpenStream(kFuse);
    servers.Of(kFuse)->events->RegistrationStatus(true, "");
    Settle();
  }
  std::string Socket() { return StatusOf(kFuse).socket; }
};

TEST(WatcherMode, Trn052TheSocketLiesInTheRegistryAndNothingIsCalled) {
  WatcherNode node;
  node.kubelet.Bind();  // even if a kubelet.sock lies beside it

  node.Advance(60s);

  EXPECT_THAT(node.Sockets(), SizeIs(1));
  EXPECT_THAT(node.kubelet.calls, SizeIs(0));
  EXPECT_EQ(node.servers.Of(kFuse)->watcher_endpoint, node.Socket());
  EXPECT_EQ(node.Socket().front(), '/');
  EXPECT_EQ(node.StateOf(kFuse), EndpointState::kServing);
}

TEST(WatcherMode, Trn052TheKubeletsWordAndItsStreamMakeItActive) {
  WatcherNode node;
  node.servers.Of(kFuse)->events->RegistrationStatus(true, "");
  node.Settle();
  EXPECT_EQ(node.StateOf(kFuse), EndpointState::kRegistered);

  node.kubelet.OpenStream(kFuse);
  node.Advance(60s);

  EXPECT_EQ(node.StateOf(kFuse), EndpointState::kActive);
  EXPECT_EQ(node.StatusOf(kFuse).registrations, 1);
}

TEST(WatcherMode, Trn052ARefusalKeepsTheSocket) {
  WatcherNode node;
  const std::string socket = node.Socket();

  for (int i = 0; i < 5; ++i) {
    node.servers.Of(kFuse)->events->RegistrationStatus(false, "RegisterPlugin error -- no");
    node.Advance(10s);
  }

  EXPECT_EQ(node.Socket(), socket);
  EXPECT_THAT(ConnectSocket(socket), testing::IsOk());
  EXPECT_THAT(node.StatusOf(kFuse).detail, HasSubstr("RegisterPlugin error -- no"));
  EXPECT_EQ(node.log.Count("RegisterPlugin error"), 1);
}

TEST(WatcherMode, Trn052ALostStreamMakesTheSocketAnewWithin2Seconds) {
  WatcherNode node;
  node.TakeIn();
  const std::string before = node.Socket();

  node.kubelet.EndStreams(kFuse);
  node.Advance(2s);

  EXPECT_NE(node.Socket(), before);
  EXPECT_NE(::access(before.c_str(), F_OK), 0);
  EXPECT_THAT(ConnectSocket(node.Socket()), testing::IsOk());
  EXPECT_EQ(node.servers.Of(kFuse)->watcher_endpoint, node.Socket());
  EXPECT_EQ(node.servers.alive(), 1);
  node.TakeIn();
  EXPECT_EQ(node.StateOf(kFuse), EndpointState::kActive);
}

TEST(WatcherMode, Trn052TheNewSocketLiesUntouchedUntilTheKubeletComes) {
  WatcherNode node;
  node.TakeIn();
  node.kubelet.EndStreams(kFuse);
  node.Advance(2s);
  const std::string socket = node.Socket();

  node.Advance(600s);

  EXPECT_EQ(node.Socket(), socket);
}

TEST(WatcherMode, Trn052ARegistrationWithoutAStreamIsMadeAnew) {
  WatcherNode node;
  const std::string before = node.Socket();
  node.servers.Of(kFuse)->events->RegistrationStatus(true, "");

  node.Advance(6s);

  EXPECT_NE(node.Socket(), before);
}

TEST(WatcherMode, Rst020ARemovedSocketIsMadeAgain) {
  WatcherNode node;
  node.TakeIn();
  ::unlink(node.Socket().c_str());

  node.Advance(2s);

  EXPECT_THAT(ConnectSocket(node.Socket()), testing::IsOk());
  node.TakeIn();
  EXPECT_EQ(node.StateOf(kFuse), EndpointState::kActive);
}

TEST(WatcherMode, ARegistryThatComesLaterIsWaitedFor) {
  WatcherNode node;
  node.tree.Remove("plugins");
  node.Advance(60s);

  node.tree.MakeDirectory("plugins");
  node.Advance(1s);

  EXPECT_THAT(ConnectSocket(node.Socket()), testing::IsOk());
}

}  // namespace
}  // namespace davit::kubelet
