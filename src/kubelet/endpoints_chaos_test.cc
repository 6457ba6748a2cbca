// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include <unistd.h>

#include <array>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/testing/matchers.h"
#include "src/kubelet/endpoints_fixture.h"
#include "src/kubelet/plugin_socket.h"

namespace davit::kubelet {
namespace {

using namespace std::chrono_literals;

using Answer = PretendKubelet::Answer;

/// All that can happen to a plugin, in an order that a seed decides.
class Storm {
 public:
  explicit Storm(std::uint32_t seed) : random_(seed) {
    node_.options.seed = seed + 1;
    node_.options.open_inotify = [this] {
      if (inotify_broken_) return Result<Inotify>(Error{Code::kResourceExhausted, "no watch left"});
      return Inotify::Create();
    };
    node_.kubelet.Start();
    EXPECT_THAT(node_.Begin(), testing::IsOk());
    for (const char* const name : kNames) node_.Offer(name);
  }

  void Blow() {
    switch (Below(16)) {
      case 0:
        return node_.kubelet.Restart();
      case 1:
        return node_.kubelet.Kill();
      case 2:
        return node_.kubelet.Start();
      case 3:  // the wipe comes late
        node_.kubelet.Kill();
        ::unlink((node_.dir + "/kubelet.sock").c_str());
        node_.kubelet.Bind();
        node_.Advance(std::chrono::milliseconds(Below(500)));
        return UnlinkPlugins();
      case 4:
        return node_.kubelet.EndStreams(Name());
      case 5:
        return node_.kubelet.EndNewestStream(Name());
      case 6:
        node_.kubelet.OpenStream(Name());
        return;
      case 7:
        node_.kubelet.answer = static_cast<Answer>(Below(5));
        return;
      case 8:
        return UnlinkPlugins();
      case 9:  // somebody takes our path
        return Take(node_.StatusOf(Name()).socket);
      case 10:
        if (::access(node_.dir.c_str(), F_OK) != 0) return node_.tree.MakeDirectory("plugins");
        return node_.tree.Move("plugins", "plugins.old." + std::to_string(++moved_));
      case 11:
        inotify_broken_ = !inotify_broken_;
        return;
      case 12: {
        PretendResource& resource = *node_.resources[Below(kNames.size())];
        resource.Set({{"a", Below(2) == 0}, {"b"}, {"c" + std::to_string(Below(3))}});
        return node_.endpoints->Changed(resource);
      }
      case 13: {
        PretendResource& resource = *node_.resources[Below(kNames.size())];
        node_.endpoints->Closed(resource);
        return node_.endpoints->Opened(resource);
      }
      case 14:
        if (::access(node_.dir.c_str(), F_OK) == 0) node_.tree.Write("plugins/DEPRECATION", "");
        return;
      default:
        return node_.Advance(std::chrono::milliseconds(Below(12000)));
    }
  }

  void Rest() { node_.Advance(std::chrono::milliseconds(Below(400))); }

  /// The kubelet is well again and nothing happens any more.
  void Calm() {
    node_.kubelet.answer = Answer::kSync;
    inotify_broken_ = false;
    if (::access(node_.dir.c_str(), F_OK) != 0) node_.tree.MakeDirectory("plugins");
    node_.kubelet.Restart();
    others_.clear();
    node_.Advance(60s);
  }

  void ExpectAllIsWell() {
    for (std::size_t i = 0; i < kNames.size(); ++i) {
      EXPECT_TRUE(node_.Serves(kNames[i])) << kNames[i];
      EXPECT_EQ(node_.StateOf(kNames[i]), EndpointState::kActive);
      EXPECT_EQ(node_.kubelet.PathOf(kNames[i]), node_.StatusOf(kNames[i]).socket);
      EXPECT_EQ(*node_.servers.Of(kNames[i])->feed->current(), *node_.resources[i]->list());
    }
    EXPECT_EQ(node_.Sockets().size(), kNames.size());
    EXPECT_EQ(node_.servers.alive(), static_cast<int>(kNames.size()));
    EXPECT_THAT(node_.gave_up, ::testing::IsEmpty());

    const std::size_t calls = node_.kubelet.calls.size();
    node_.Advance(60s);
    EXPECT_EQ(node_.kubelet.calls.size(), calls) << "registered again for no reason";
  }

 private:
  static constexpr std::array<const char*, 3> kNames = {"davit.dev/fuse", "davit.dev/kvm",
                                                        "davit.dev/tun"};

  std::size_t Below(std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random_);
  }
  std::string Name() { return kNames[Below(kNames.size())]; }
  void UnlinkPlugins() {
    for (const std::string& name : node_.Sockets()) ::unlink((node_.dir + "/" + name).c_str());
  }
  void Take(const std::string& path) {
    if (path.empty()) return;
    ::unlink(path.c_str());
    auto other = PluginSocket::Bind(path);
    if (other.ok()) others_.push_back(std::move(*other));
  }

  std::mt19937 random_;
  bool inotify_broken_ = false;
  int moved_ = 0;
  std::vector<std::unique_ptr<PluginSocket>> others_;
  Node node_;
};

class Chaos : public ::testing::TestWithParam<std::uint32_t> {};

TEST_P(Chaos, Trn051EveryQuietMomentFindsAllRegisteredWithTheRightLists) {
  Storm storm(GetParam());
  for (int squall = 0; squall < 4; ++squall) {
    for (int i = 0; i < 30; ++i) {
      storm.Blow();
      storm.Rest();
    }
    storm.Calm();
    storm.ExpectAllIsWell();
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, Chaos, ::testing::Range(1U, 26U));

}  // namespace
}  // namespace davit::kubelet
