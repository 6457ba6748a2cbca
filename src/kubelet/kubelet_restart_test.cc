// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/testing/matchers.h"
#include "src/kubelet/endpoints_fixture.h"
#include "src/kubelet/plugin_socket.h"

namespace davit::kubelet {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr char kFuse[] = "davit.dev/fuse";

/// A registered resource.
struct Registered : Node {
  Registered() {
    kubelet.Start();
    EXPECT_THAT(Begin(), testing::IsOk());
    Offer(kFuse);
    EXPECT_TRUE(Serves(kFuse));
    Advance(10s);
  }
};

int OpenDescriptors() {
  int count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    ++count;
  }
  return count;
}

class KubeletRestart : public ::testing::TestWithParam<std::chrono::milliseconds> {};

TEST_P(KubeletRestart, Rst014RegistersWithin2SecondsOfTheNewKubelet) {
  Registered node;
  const std::string before = node.kubelet.PathOf(kFuse);
  node.kubelet.Kill();
  node.Advance(GetParam());
  const std::size_t calls = node.kubelet.calls.size();

  node.kubelet.Start();
  node.Advance(2s);

  EXPECT_TRUE(node.Serves(kFuse));
  EXPECT_NE(node.kubelet.PathOf(kFuse), before);
  EXPECT_LE(node.kubelet.calls.size(), calls + 2);
  EXPECT_EQ(node.servers.Of(kFuse)->feed->current(), node.resources[0]->list());
}

INSTANTIATE_TEST_SUITE_P(AfterATime, KubeletRestart,
                         ::testing::Values(0ms, 100ms, 1000ms, 10000ms));

class LateWipe : public ::testing::TestWithParam<std::chrono::milliseconds> {};

TEST_P(LateWipe, Rst015ASocketWipedAfterTheRegistrationIsBoundAndRegisteredAnew) {
  Registered node;
  node.kubelet.Kill();
  node.Settle();
  ::unlink((node.dir + "/kubelet.sock").c_str());
  node.kubelet.Bind();
  node.Advance(GetParam());

  for (const std::string& name : node.Sockets()) ::unlink((node.dir + "/" + name).c_str());
  node.Advance(2s);

  EXPECT_TRUE(node.Serves(kFuse));
  EXPECT_THAT(node.Sockets(), SizeIs(1));
}

INSTANTIATE_TEST_SUITE_P(ByATime, LateWipe, ::testing::Values(0ms, 50ms, 200ms, 500ms));

TEST(Restart, Rst015ASocketWipedDuringTheCallIsBoundAndRegisteredAnew) {
  Node node;
  node.kubelet.Start();
  node.kubelet.meanwhile = [&node] {
    if (node.kubelet.calls.size() == 1) {
      for (const std::string& name : node.Sockets()) ::unlink((node.dir + "/" + name).c_str());
    }
  };
  ASSERT_THAT(node.Begin(), testing::IsOk());

  node.Offer(kFuse);
  node.Advance(3s);

  EXPECT_TRUE(node.Serves(kFuse));
  EXPECT_THAT(node.kubelet.calls, SizeIs(2));
}

TEST(Restart, Rst015ASocketWipedDuringTheCallIsNoticedByTheAnswerItself) {
  Node node;
  node.options.open_inotify = [] {
    return Result<Inotify>(Error{Code::kResourceExhausted, "no inotify watch left"});
  };
  node.kubelet.Start();
  node.kubelet.meanwhile = [&node] {
    if (node.kubelet.calls.size() == 1) {
      for (const std::string& name : node.Sockets()) ::unlink((node.dir + "/" + name).c_str());
    }
  };
  node.kubelet.answer = PretendKubelet::Answer::kSilent;
  ASSERT_THAT(node.Begin(), testing::IsOk());
  node.Offer(kFuse);
  node.Settle();
  node.kubelet.answer = PretendKubelet::Answer::kSync;

  node.Advance(1500ms);  // before the poll, and before the wait for a stream is over

  EXPECT_TRUE(node.Serves(kFuse));
}

TEST(Restart, Rst016ANewKubeletWithTheOldInodeIsNoticed) {
  Registered node;
  const std::string path = node.dir + "/kubelet.sock";
  const auto before = SocketIdentity(path);
  node.kubelet.Restart();
  const auto after = SocketIdentity(path);
  ASSERT_NE(before, after);  // even where the inode number is the same

  node.Advance(2s);

  EXPECT_TRUE(node.Serves(kFuse));
  EXPECT_EQ(node.kubelet.calls.back().what.endpoint,
            node.kubelet.PathOf(kFuse).substr(node.dir.size() + 1));
}

TEST(Restart, Rst016TheStreamAloneTellsWhenNothingInTheDirectoryChanged) {
  Registered node;

  node.kubelet.EndStreams(kFuse);
  node.Advance(2s);

  EXPECT_TRUE(node.Serves(kFuse));
}

TEST(Restart, Rst016TheNewSocketAloneTellsWhenNoStreamEnds) {
  Registered node;

  ::unlink((node.dir + "/kubelet.sock").c_str());
  node.kubelet.Bind();
  node.Advance(2s);

  EXPECT_THAT(node.kubelet.calls, SizeIs(2));
  EXPECT_EQ(node.StateOf(kFuse), EndpointState::kActive);
}

TEST(Restart, Rst017WithoutInotifyThePollFindsTheNewKubelet) {
  Node node;
  node.options.open_inotify = [] {
    return Result<Inotify>(Error{Code::kResourceExhausted, "no inotify watch left"});
  };
  node.kubelet.Start();
  ASSERT_THAT(node.Begin(), testing::IsOk());
  node.Offer(kFuse);
  ASSERT_TRUE(node.Serves(kFuse));
  EXPECT_EQ(node.log.Count("no inotify watch left"), 1);
  // No stream ends: only a look at the directory can tell.
  node.kubelet.Wipe();
  node.kubelet.Bind();

  node.Advance(10s);

  EXPECT_TRUE(node.Serves(kFuse));
  EXPECT_THAT(node.kubelet.calls, SizeIs(2));
}

TEST(Restart, Rst018AReplacedDirectoryIsEntered) {
  Registered node;
  node.kubelet.Kill();
  node.tree.Move("plugins", "plugins.old");
  node.tree.MakeDirectory("plugins");
  node.kubelet.Start();

  node.Advance(10s);

  EXPECT_TRUE(node.Serves(kFuse));
  EXPECT_THAT(node.gave_up, SizeIs(0));
}

TEST(Restart, Rst018ADirectoryThatGoesAndComesBackLaterIsWaitedFor) {
  Registered node;
  node.kubelet.Kill();
  node.tree.Remove("plugins");
  node.Advance(60s);
  node.tree.MakeDirectory("plugins");
  node.Settle();

  node.kubelet.Start();
  node.Advance(2s);

  EXPECT_TRUE(node.Serves(kFuse));
  EXPECT_THAT(node.gave_up, SizeIs(0));
}

TEST(Restart, Rst018ADirectoryThatAMountPinsIsGivenUpAfter10Seconds) {
  Node node;
  const UniqueFd held(::open(node.dir.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  // As through a bind mount: the path leads to the directory itself, whatever its name becomes.
  node.options.socket_dir = "/proc/self/fd/" + std::to_string(held.get());
  node.kubelet.Start();
  ASSERT_THAT(node.Begin(), testing::IsOk());
  node.Offer(kFuse);
  ASSERT_TRUE(node.Serves(kFuse));

  node.kubelet.Kill();
  node.tree.Remove("plugins");
  node.Advance(9s);
  EXPECT_THAT(node.gave_up, SizeIs(0));
  node.Advance(2s);

  EXPECT_THAT(node.gave_up, ElementsAre(HasSubstr("only a restart helps")));
  node.Advance(60s);
  EXPECT_THAT(node.gave_up, SizeIs(1));
}

TEST(Restart, Rst019TwentyRestartsInFourSecondsEndRegisteredAndLeakNothing) {
  Registered node;
  const int before = OpenDescriptors();

  for (int i = 0; i < 20; ++i) {
    node.kubelet.Restart();
    node.Advance(200ms);
  }
  node.Advance(2s);

  EXPECT_TRUE(node.Serves(kFuse));
  EXPECT_THAT(node.Sockets(), SizeIs(1));
  EXPECT_EQ(node.servers.alive(), 1);
  EXPECT_LE(OpenDescriptors(), before + 2);  // the pretended server closes lazily
}

TEST(Restart, Rst020AnUnlinkedSocketIsBoundAnewWhileTheKubeletLives) {
  Registered node;
  ::unlink(node.kubelet.PathOf(kFuse).c_str());

  node.Advance(2s);

  EXPECT_THAT(ConnectSocket(node.kubelet.PathOf(kFuse)), testing::IsOk());
  EXPECT_EQ(node.StateOf(kFuse), EndpointState::kActive);
}

TEST(Restart, Rst021ATakenPathIsLeftToTheOtherAndANewOneRegistered) {
  Registered node;
  const std::string taken = node.kubelet.PathOf(kFuse);
  ::unlink(taken.c_str());
  const auto other = PluginSocket::Bind(taken);
  ASSERT_THAT(other, testing::IsOk());

  node.Advance(2s);
  EXPECT_TRUE(node.Serves(kFuse));
  EXPECT_NE(node.kubelet.PathOf(kFuse), taken);

  bool stopped = false;
  node.endpoints->Stop([&stopped] { stopped = true; });
  node.Settle();
  EXPECT_TRUE(stopped);
  EXPECT_EQ((*other)->Look(), PluginSocket::Name::kOurs);
}

TEST(Restart, Rst021AnotherWhoTakesEveryPathIsEvadedOnceIn30Seconds) {
  Registered node;
  std::vector<std::unique_ptr<PluginSocket>> others;
  const auto take = [&] {
    const std::string path = node.StatusOf(kFuse).socket;
    ::unlink(path.c_str());
    auto other = PluginSocket::Bind(path);
    if (other.ok()) others.push_back(std::move(*other));
  };

  take();
  node.Advance(2s);
  const std::string second = node.StatusOf(kFuse).socket;
  take();
  node.Advance(20s);
  EXPECT_EQ(node.StatusOf(kFuse).socket, second);
  EXPECT_THAT(node.StatusOf(kFuse).detail, HasSubstr("another process"));

  node.Advance(20s);
  EXPECT_NE(node.StatusOf(kFuse).socket, second);
  EXPECT_TRUE(node.Serves(kFuse));
}

TEST(Restart, AKubeletSocketThatRefusesForAMomentAfterItsBirthIsMetWithinHalfASecond) {
  Registered node;
  node.kubelet.Kill();
  node.kubelet.Wipe();
  // Bound, not yet listening.
  const std::string path = node.dir + "/kubelet.sock";
  node.kubelet.Bind();
  node.kubelet.Kill();
  node.Advance(100ms);
  ASSERT_FALSE(node.Serves(kFuse));

  // The same file cannot listen again from here; a call that is refused and one that is not are
  // what the state machine sees.
  const std::size_t calls = node.kubelet.calls.size();
  node.Advance(400ms);

  EXPECT_GE(node.kubelet.calls.size(), calls + 2);
}

}  // namespace
}  // namespace davit::kubelet
