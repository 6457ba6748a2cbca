// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include <chrono>
#include <filesystem>
#include <system_error>

#include "src/base/inotify.h"
#include "src/emulator/unix_listener.h"
#include "tests/integration/plugin_test.h"

namespace davit {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;
using emulator::FakeKubelet;
using emulator::NodeResource;
using emulator::Version;
using testing::IsOk;

/// What a node shows when the plugin has come through.
bool Registered(const NodeResource& resource) {
  return resource.connected && resource.allocatable == 2;
}

class RestartTest : public PluginTest {
 protected:
  /// The restart happened and the plugin must be back within so long.
  void ExpectBackWithin(std::chrono::milliseconds limit) {
    EXPECT_THAT(WaitFor("the plugin to be registered again", Registered, limit), IsOk());
    EXPECT_THAT(emulator::ConnectUnix(SocketPath()), IsOk());
  }

  static int OpenDescriptors() {
    int count = 0;
    for ([[maybe_unused]] const auto& entry : fs::directory_iterator("/proc/self/fd")) ++count;
    return count;
  }
  static int Threads() {
    int count = 0;
    for ([[maybe_unused]] const auto& entry : fs::directory_iterator("/proc/self/task")) ++count;
    return count;
  }
};

class RestartOfEachVersionTest : public RestartTest,
                                 public ::testing::WithParamInterface<Version> {};

INSTANTIATE_TEST_SUITE_P(Versions, RestartOfEachVersionTest,
                         ::testing::Values(Version::k1_20, Version::k1_28, Version::k1_36,
                                           Version::kNext),
                         NameOf);

TEST_P(RestartOfEachVersionTest, Rst014RegistersAgainWithTheWholeList) {
  StartBoth({.version = GetParam()});

  for (const auto down : {0ms, 100ms, 1000ms}) {
    ASSERT_THAT(kubelet_->Restart({.down = down}), IsOk());
    ExpectBackWithin(2s);
  }

  EXPECT_EQ(Now().devices.size(), 2U);
}

TEST_F(RestartTest, Rst014RegistersAgainAlsoWhenTheDeadSocketHadGone) {
  StartBoth();

  ASSERT_THAT(kubelet_->Restart({.down = 50ms, .dead_socket = false}), IsOk());

  ExpectBackWithin(2s);
}

TEST_F(RestartTest, Rst015ALateWipeEndsRegistered) {
  StartBoth();

  for (const auto late : {50ms, 200ms, 500ms}) {
    ASSERT_THAT(kubelet_->Restart({.late_wipe = late}), IsOk());
    EXPECT_THAT(WaitFor(
                    "a registration on a socket that is there",
                    [this](const NodeResource& resource) {
                      return Registered(resource) && fs::exists(dir_ + "/" + resource.endpoint);
                    },
                    5s),
                IsOk());
  }
}

TEST_F(RestartTest, Rst015ARestartThatWipesNothingEndsRegistered) {
  StartBoth();

  ASSERT_THAT(kubelet_->Restart({.wipe = false}), IsOk());

  ExpectBackWithin(2s);
}

TEST_F(RestartTest, Rst016ASecondKubeletIsMetWhileTheFirstOnesConnectionsStand) {
  StartBoth();

  ASSERT_THAT(kubelet_->Restart({.keep_connections = true}), IsOk());

  ExpectBackWithin(2s);
}

TEST_F(RestartTest, Rst017WithoutInotifyTheStreamAndThePollFindTheNewKubelet) {
  StartKubelet();
  RegisteredPlugin::Options options = PluginOptions();
  options.poll = 50ms;
  options.open_inotify = []() -> Result<Inotify> {
    return Error{Code::kResourceExhausted, "too many watches"};
  };
  StartPlugin(options);
  ASSERT_THAT(kubelet_->WaitForAllocatable(kResource, 2), IsOk());

  ASSERT_THAT(kubelet_->Restart({.down = 20ms}), IsOk());

  ExpectBackWithin(10s);
}

TEST_F(RestartTest, Rst018ADirectoryThatIsReplacedIsEntered) {
  tree_.MakeDirectory("plugins");
  const std::string dir = tree_.At("plugins");
  auto first = *FakeKubelet::Start(dir);
  RegisteredPlugin::Options options = PluginOptions();
  options.socket_dir = dir;
  const RegisteredPlugin plugin(options, {&resource_});
  ASSERT_THAT(first->WaitForAllocatable(kResource, 2), IsOk());

  first->Stop();
  tree_.Move("plugins", "old");
  tree_.MakeDirectory("plugins");
  const auto second = *FakeKubelet::Start(dir);

  EXPECT_THAT(second->WaitForAllocatable(kResource, 2, 10s), IsOk());
}

TEST_F(RestartTest, Rst019TwentyRestartsEndRegisteredAndLeakNothing) {
  StartBoth();
  ASSERT_THAT(kubelet_->Restart(), IsOk());
  ExpectBackWithin(5s);
  const int descriptors = OpenDescriptors();
  const int threads = Threads();

  for (int i = 0; i < 20; ++i) ASSERT_THAT(kubelet_->Restart({.down = 200ms}), IsOk());

  ExpectBackWithin(10s);
  // gRPC lets go of what a connection had a moment after it has gone.
  const auto deadline = std::chrono::steady_clock::now() + 5s;
  while (OpenDescriptors() > descriptors + 2 && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::yield();
  }
  EXPECT_LE(OpenDescriptors(), descriptors + 2);
  EXPECT_LE(Threads(), threads + 2);
}

TEST_F(RestartTest, Rst020ASocketThatIsUnlinkedIsBoundAnew) {
  StartBoth();

  fs::remove(SocketPath());

  EXPECT_THAT(WaitFor(
                  "a registered socket that can be dialled",
                  [this](const NodeResource& resource) {
                    return Registered(resource) &&
                           emulator::ConnectUnix(dir_ + "/" + resource.endpoint).ok();
                  },
                  5s),
              IsOk());
}

TEST_F(RestartTest, Rst021APathThatAnotherTookIsLeftToIt) {
  StartBoth();
  const std::string path = SocketPath();

  fs::remove(path);
  const auto foreign = emulator::UnixListener::Open(path, [](UniqueFd) {});
  ASSERT_THAT(foreign, IsOk());

  ASSERT_THAT(WaitFor(
                  "a registration under another name",
                  [&](const NodeResource& resource) {
                    return Registered(resource) && dir_ + "/" + resource.endpoint != path;
                  },
                  5s),
              IsOk());
  plugin_->Stop();
  EXPECT_TRUE(fs::exists(path));
}

}  // namespace
}  // namespace davit
