// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include <chrono>
#include <filesystem>

#include <grpcpp/support/sync_stream.h>

#include "src/base/inotify.h"
#include "tests/integration/direct_client.h"
#include "tests/integration/plugin_test.h"

namespace davit {
namespace {

using namespace std::chrono_literals;
using emulator::NodeResource;
using emulator::Version;
using testing::HasCode;
using testing::IsOk;

DeviceList WithUnhealthy(DeviceList list, std::size_t index) {
  list.at(index).healthy = false;
  return list;
}

class ListAndWatchTest : public PluginTest {
 protected:
  /// One ListAndWatch that no kubelet asked for.
  class Stream {
   public:
    explicit Stream(const std::string& path)
        : stub_(DialPlugin(path)), reader_(stub_.ListAndWatch(&context_, {})) {}
    ~Stream() {
      context_.TryCancel();
      static_cast<void>(reader_->Finish());
    }

    ::v1beta1::ListAndWatchResponse Next() {
      ::v1beta1::ListAndWatchResponse message;
      EXPECT_TRUE(reader_->Read(&message));
      return message;
    }

   private:
    Patience context_;
    ::v1beta1::DevicePlugin::Stub stub_;
    std::unique_ptr<grpc::ClientReader<::v1beta1::ListAndWatchResponse>> reader_;
  };
};

TEST_F(ListAndWatchTest, Law022TheFirstMessageComesAtOnceAndIsComplete) {
  StartBoth();

  const auto asked = std::chrono::steady_clock::now();
  Stream stream(SocketPath());
  const ::v1beta1::ListAndWatchResponse first = stream.Next();

  EXPECT_EQ(first.devices_size(), 2);
  EXPECT_LT(std::chrono::steady_clock::now() - asked, 1s);
}

TEST_F(ListAndWatchTest, Law022AnEmptyListIsSentToo) {
  resource_.Set({});
  StartKubelet();
  StartPlugin();

  EXPECT_THAT(WaitFor("the empty list",
                      [](const NodeResource& resource) {
                        return resource.lists == 1 && resource.capacity == 0;
                      }),
              IsOk());
}

TEST_F(ListAndWatchTest, Law023HealthIsSpelledAsTheKubeletReadsIt) {
  resource_.Set(WithUnhealthy(Devices(2), 1));
  StartKubelet();
  StartPlugin();

  ASSERT_THAT(kubelet_->WaitForAllocatable(kResource, 1), IsOk());

  EXPECT_EQ(Now().devices.at("thing-0").health, "Healthy");
  EXPECT_EQ(Now().devices.at("thing-1").health, "Unhealthy");
}

TEST_F(ListAndWatchTest, Law024WhatDoesNotChangeIsSentOnceAndTheStreamStays) {
  StartBoth();

  plugin_->Set(resource_, Devices(2));

  EXPECT_THAT(WaitFor(
                  "a second list or the end",
                  [](const NodeResource& resource) {
                    return resource.lists > 1 || resource.streams_ended > 0;
                  },
                  1000ms),
              HasCode(Code::kDeadlineExceeded));
}

TEST_F(ListAndWatchTest, Law025AChangeOfHealthAndItsRecoveryAreSent) {
  StartBoth();

  plugin_->Set(resource_, WithUnhealthy(Devices(2), 0));
  EXPECT_THAT(kubelet_->WaitForAllocatable(kResource, 1), IsOk());
  EXPECT_EQ(Now().capacity, 2);

  plugin_->Set(resource_, Devices(2));
  EXPECT_THAT(kubelet_->WaitForAllocatable(kResource, 2), IsOk());
}

TEST_F(ListAndWatchTest, Law026IdsAndHealthAreTheSameAfterTheKubeletRestarts) {
  resource_.Set(WithUnhealthy(Devices(3), 1));
  StartKubelet();
  StartPlugin();
  ASSERT_THAT(kubelet_->WaitForAllocatable(kResource, 2), IsOk());
  const auto before = Now().devices;

  ASSERT_THAT(kubelet_->Restart(), IsOk());
  ASSERT_THAT(kubelet_->WaitForAllocatable(kResource, 2), IsOk());

  EXPECT_EQ(Now().devices, before);
}

TEST_F(ListAndWatchTest, Law028ACancelledStreamIsAnsweredByARegistration) {
  StartBoth();

  kubelet_->CancelStreams(kResource);

  EXPECT_THAT(WaitFor(
                  "a second registration",
                  [](const NodeResource& resource) {
                    return resource.registrations == 2 && resource.allocatable == 2;
                  },
                  2s),
              IsOk());
}

TEST_F(ListAndWatchTest, Law028AConnectionThatIsCutIsAnsweredByARegistration) {
  StartBoth();

  kubelet_->CancelStreams(kResource, true);

  EXPECT_THAT(WaitFor(
                  "a second registration",
                  [](const NodeResource& resource) {
                    return resource.registrations == 2 && resource.allocatable == 2;
                  },
                  2s),
              IsOk());
}

class EvictionTest : public ListAndWatchTest, public ::testing::WithParamInterface<Version> {};

INSTANTIATE_TEST_SUITE_P(Versions, EvictionTest,
                         ::testing::Values(Version::k1_20, Version::k1_28, Version::k1_36,
                                           Version::kNext),
                         NameOf);

TEST_P(EvictionTest, Law029TheNewestOfTwoInstancesEndsRegistered) {
  StartBoth({.version = GetParam()});
  StaticResource successors(kResource, Devices(3));
  RegisteredPlugin::Options options = PluginOptions();
  options.socket_dir = dir_;
  options.seed = 2;
  const RegisteredPlugin successor(options, {&successors});
  ASSERT_THAT(WaitFor("the successor",
                      [](const NodeResource& resource) { return resource.allocatable == 3; }),
              IsOk());

  plugin_->Stop();  // on 1.28 and 1.36 the kubelet then cancels the successor's stream

  EXPECT_THAT(WaitFor(
                  "the successor to be registered after the end of the other",
                  [](const NodeResource& resource) {
                    return resource.streams_ended >= 1 && resource.connected &&
                           resource.allocatable == 3;
                  },
                  5s),
              IsOk());
}

TEST_F(ListAndWatchTest, Law030TwoStreamsGetTheListAndEveryUpdate) {
  StartBoth();
  Stream one(SocketPath());
  Stream two(SocketPath());
  EXPECT_EQ(one.Next().devices_size(), 2);
  EXPECT_EQ(two.Next().devices_size(), 2);

  plugin_->Set(resource_, Devices(5));

  EXPECT_EQ(one.Next().devices_size(), 5);
  EXPECT_EQ(two.Next().devices_size(), 5);
  EXPECT_THAT(kubelet_->WaitForAllocatable(kResource, 5), IsOk());
}

TEST_F(ListAndWatchTest, Law030AKubeletThatDialsTwiceIsServedTwice) {
  StartKubelet();
  kubelet_->SetFaults({.dial_twice = true});
  StartPlugin();

  EXPECT_THAT(WaitFor("a list on both streams",
                      [](const NodeResource& resource) { return resource.lists == 2; }),
              IsOk());
}

TEST_F(ListAndWatchTest, Law031ASlowReaderBlocksNobodyAndThenGetsTheNewestList) {
  // Larger than what a connection holds unread.
  constexpr int kMany = 10'000;
  constexpr int kUpdates = 40;
  resource_.Set(Devices(kMany));
  StartKubelet();
  StartPlugin();
  ASSERT_THAT(kubelet_->WaitForAllocatable(kResource, kMany), IsOk());

  kubelet_->SetFaults({.stop_reading = true});
  for (std::size_t i = 0; i < kUpdates; ++i) {
    plugin_->Set(resource_, WithUnhealthy(Devices(kMany), i));
  }
  const emulator::Verdict verdict = kubelet_->Admit(PodAsking(1));
  plugin_->Set(resource_, Devices(3));
  kubelet_->SetFaults({});

  EXPECT_TRUE(verdict.admitted || verdict.message.find("Unhealthy") != std::string::npos);
  EXPECT_THAT(kubelet_->WaitForAllocatable(kResource, 3), IsOk());
  EXPECT_LT(Now().lists, kUpdates);
  EXPECT_EQ(Now().streams_ended, 0);
}

TEST_F(ListAndWatchTest, Law032AListThatIsTooLongIsNeverSent) {
  StartBoth();
  DeviceList list = Devices(2);
  for (int i = 0; i < 60'000; ++i) {
    list.push_back({.id = "padding-" + std::string(60, 'x') + std::to_string(100'000 + i)});
  }

  plugin_->Set(resource_, list);
  plugin_->Set(resource_, WithUnhealthy(list, 0));

  // The last good ids stay, and their health is live.
  EXPECT_THAT(kubelet_->WaitForAllocatable(kResource, 1), IsOk());
  EXPECT_EQ(Now().capacity, 2);
  EXPECT_EQ(Now().streams_ended, 0);
}

TEST_F(ListAndWatchTest, Law032TenThousandDevicesFit) {
  resource_.Set(Devices(10'000));
  StartKubelet();
  StartPlugin();

  EXPECT_THAT(kubelet_->WaitForAllocatable(kResource, 10'000), IsOk());
}

TEST_F(ListAndWatchTest, Law033TopologyIsThereOnlyWhereItIsKnown) {
  resource_.Set({{.id = "thing-0", .numa = {NumaNode{0}, NumaNode{1}}}, {.id = "thing-1"}});
  StartBoth();

  EXPECT_THAT(Now().devices.at("thing-0").numa, ::testing::ElementsAre(0, 1));
  EXPECT_FALSE(Now().devices.at("thing-1").has_topology);
}

}  // namespace
}  // namespace davit
