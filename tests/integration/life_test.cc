// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include <chrono>
#include <filesystem>
#include <optional>
#include <random>

#include "src/emulator/unix_listener.h"
#include "src/kubelet/grpc/pod_resources_client.h"
#include "tests/integration/plugin_test.h"

namespace davit {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;
using emulator::Node;
using emulator::NodeEvent;
using emulator::NodeResource;
using ::testing::ElementsAre;
using testing::HasCode;
using testing::IsOk;
using ::testing::SizeIs;

class LifeTest : public PluginTest {
 protected:
  std::vector<std::string> Sockets() const {
    std::vector<std::string> names;
    for (const fs::directory_entry& entry : fs::directory_iterator(dir_)) {
      const std::string name = entry.path().filename();
      if (name != "kubelet.sock") names.push_back(name);
    }
    return names;
  }
};

TEST_F(LifeTest, Trn048LeavesNothingBehindWhenItStops) {
  StartBoth();

  plugin_->Stop();

  EXPECT_THAT(Sockets(), SizeIs(0));
  EXPECT_THAT(WaitFor("the end of the stream",
                      [](const NodeResource& resource) { return !resource.connected; }),
              IsOk());
}

TEST_F(LifeTest, Trn049TwoInstancesDoNotTakeEachOthersSockets) {
  StartBoth();
  StaticResource same(kResource, Devices(2));
  RegisteredPlugin::Options options = PluginOptions();
  options.socket_dir = dir_;
  options.seed = 2;
  const RegisteredPlugin successor(options, {&same});
  ASSERT_THAT(WaitFor("the second registration",
                      [](const NodeResource& resource) { return resource.registrations == 2; }),
              IsOk());

  plugin_->Stop();

  EXPECT_THAT(WaitFor("the successor alone",
                      [](const NodeResource& resource) {
                        return resource.streams_ended > 0 && resource.connected &&
                               resource.allocatable == 2;
                      }),
              IsOk());
  EXPECT_THAT(Sockets(), ElementsAre(Now().endpoint));
}

TEST_F(LifeTest, Trn051ComesThroughWhateverTheKubeletDoes) {
  constexpr int kTurns = 30;
  StartKubelet();
  RegisteredPlugin::Options options = PluginOptions();
  options.timing.register_deadline = 300ms;
  options.timing.between = 50ms;
  StartPlugin(options);
  std::mt19937 random(7);

  for (int turn = 1; turn <= kTurns; ++turn) {
    switch (std::uniform_int_distribution<int>(0, 4)(random)) {
      case 0:
        ASSERT_THAT(kubelet_->Restart({.down = 20ms}), IsOk());
        break;
      case 1:
        kubelet_->CancelStreams(kResource, turn % 2 == 0);
        break;
      case 2:
        kubelet_->SetFaults({.fail_registers = 2});
        break;
      case 3:
        kubelet_->SetFaults({.hang_registers = true});
        ASSERT_THAT(kubelet_->Restart({.late_wipe = 10ms}), IsOk());
        break;
      default:
        kubelet_->SetFaults({.stop_reading = true});
        break;
    }
    kubelet_->SetFaults({});
    plugin_->Set(resource_, Devices(turn % 7 + 1));
    ASSERT_THAT(kubelet_->WaitFor(
                    "turn " + std::to_string(turn),
                    [&](const Node& node) {
                      const NodeResource now = node.Of(kResource);
                      return now.connected && now.allocatable == turn % 7 + 1;
                    },
                    20s),
                IsOk());
  }
}

class WatcherTest : public PluginTest {
 protected:
  void StartWatched() {
    tree_.MakeDirectory("registry");
    StartKubelet({.plugins_registry = tree_.At("registry"), .watch_every = 20ms});
    RegisteredPlugin::Options options = PluginOptions();
    options.plugins_registry = tree_.At("registry");
    options.timing.unconfirmed = 500ms;
    options.timing.between = 50ms;
    StartPlugin(options);
  }

  int Registers() const { return kubelet_->node().Count(NodeEvent::Kind::kRegister, kResource); }
};

TEST_F(WatcherTest, Trn052IsFoundByItsSocketAndDoesNotRegisterBesides) {
  StartWatched();

  ASSERT_THAT(kubelet_->WaitForAllocatable(kResource, 2), IsOk());

  EXPECT_EQ(Registers(), 0);
  EXPECT_TRUE(kubelet_->Admit(PodAsking(1)).admitted);
}

TEST_F(WatcherTest, Trn052ALostStreamIsAnsweredByANewSocket) {
  StartWatched();
  ASSERT_THAT(kubelet_->WaitForAllocatable(kResource, 2), IsOk());

  kubelet_->CancelStreams(kResource);

  EXPECT_THAT(WaitFor("a second registration",
                      [](const NodeResource& resource) {
                        return resource.registrations >= 2 && resource.allocatable == 2;
                      }),
              IsOk());
}

TEST_F(WatcherTest, Trn052ARefusedPluginKeepsItsSocketUntilItIsTaken) {
  tree_.MakeDirectory("registry");
  StartKubelet({.plugins_registry = tree_.At("registry"), .watch_every = 20ms});
  kubelet_->SetFaults({.refuse_watched = true});
  RegisteredPlugin::Options options = PluginOptions();
  options.plugins_registry = tree_.At("registry");
  StartPlugin(options);
  const auto deadline = std::chrono::steady_clock::now() + 10s;
  while (plugin_->StatusOf(kResource).detail.find("refused on purpose") == std::string::npos) {
    ASSERT_LT(std::chrono::steady_clock::now(), deadline);
  }

  EXPECT_FALSE(fs::is_empty(tree_.At("registry")));
  kubelet_->SetFaults({});
  EXPECT_THAT(kubelet_->WaitForAllocatable(kResource, 2), IsOk());
}

class PodResourcesTest : public PluginTest {
 protected:
  PodResourcesTest() : socket_(tree_.At("pod-resources.sock")) {}

  Result<std::vector<Holding>> List(std::chrono::milliseconds timeout = 5s) {
    std::promise<Result<std::vector<Holding>>> answer;
    std::optional<kubelet::PodResourcesClient> client;
    thread_.Do([&] {
      client.emplace(thread_.loop(), socket_);
      client->List(timeout, [&](auto result) { answer.set_value(std::move(result)); });
    });
    auto holdings = answer.get_future().get();
    thread_.Do([&] { client.reset(); });
    return holdings;
  }

  LoopThread thread_;
  const std::string socket_;
};

TEST_F(PodResourcesTest, TellsWhichContainerHoldsWhat) {
  resource_.Set({{.id = "thing-0", .numa = {NumaNode{0}, NumaNode{1}}}});
  StartKubelet({.pod_resources_socket = socket_});
  StartPlugin();
  ASSERT_THAT(kubelet_->WaitForAllocatable(kResource, 1), IsOk());
  ASSERT_TRUE(kubelet_->Admit(PodAsking(1)).admitted);

  const Result<std::vector<Holding>> holdings = List();

  ASSERT_THAT(holdings, IsOk());
  ASSERT_THAT(*holdings, SizeIs(1));
  EXPECT_EQ((*holdings)[0].holder, "default/pod/main");
  EXPECT_EQ((*holdings)[0].resource, kResource);
  EXPECT_THAT((*holdings)[0].ids, ElementsAre("thing-0"));
}

TEST_F(PodResourcesTest, SaysThatNobodyListens) {
  EXPECT_THAT(List(), HasCode(Code::kUnavailable));
}

TEST_F(PodResourcesTest, DoesNotWaitForOneWhoNeverAnswers) {
  const auto mute = emulator::UnixListener::Open(socket_, [](UniqueFd fd) { fd.Release(); });
  ASSERT_THAT(mute, IsOk());

  EXPECT_THAT(List(50ms), HasCode(Code::kDeadlineExceeded));
}

}  // namespace
}  // namespace davit
