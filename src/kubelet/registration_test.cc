// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/kubelet/registration.h"

#include <algorithm>
#include <filesystem>
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
using ::testing::HasSubstr;
using ::testing::SizeIs;

using Answer = PretendKubelet::Answer;

constexpr char kFuse[] = "davit.dev/fuse";

/// The times between the calls, in milliseconds.
std::vector<std::int64_t> Gaps(const std::vector<PretendKubelet::Call>& calls) {
  std::vector<std::int64_t> gaps;
  for (std::size_t i = 1; i < calls.size(); ++i) {
    gaps.push_back(
        std::chrono::duration_cast<std::chrono::milliseconds>(calls[i].at - calls[i - 1].at)
            .count());
  }
  return gaps;
}

TEST(Registration, Reg001TheServerAnswersBeforeTheKubeletIsCalled) {
  Node node;
  node.kubelet.Start();
  ASSERT_THAT(node.Begin(), testing::IsOk());

  node.Offer(kFuse);
  node.Settle();

  ASSERT_THAT(node.kubelet.calls, SizeIs(1));
  EXPECT_TRUE(node.kubelet.calls[0].socket_was_there);
  EXPECT_TRUE(node.Serves(kFuse));
  EXPECT_EQ(node.StateOf(kFuse), EndpointState::kActive);
}

TEST(Registration, Reg001AServerThatDoesNotAnswerIsNotRegistered) {
  Node node;
  node.kubelet.Start();
  node.servers.mute = true;
  ASSERT_THAT(node.Begin(), testing::IsOk());

  node.Offer(kFuse);
  node.Advance(5s);

  EXPECT_THAT(node.kubelet.calls, SizeIs(0));
  EXPECT_THAT(node.StatusOf(kFuse).detail, HasSubstr("our own server does not answer"));
}

TEST(Registration, Reg002AStreamThatComesBeforeTheAnswerConfirms) {
  Node node;
  node.kubelet.Start();
  node.kubelet.answer = Answer::kLate;  // the answer waits, the stream is there
  ASSERT_THAT(node.Begin(), testing::IsOk());

  node.Offer(kFuse);
  node.Settle();

  EXPECT_EQ(node.StateOf(kFuse), EndpointState::kActive);
}

TEST(Registration, Reg004TheEndpointIsABareFileNameOfASocketOfOurs) {
  Node node;
  node.kubelet.Start();
  ASSERT_THAT(node.Begin(), testing::IsOk());

  node.Offer(kFuse);
  node.Settle();

  ASSERT_THAT(node.kubelet.calls, SizeIs(1));
  const std::string endpoint = node.kubelet.calls[0].what.endpoint;
  EXPECT_THAT(endpoint, ::testing::MatchesRegex("davit-fuse-[0-9a-f]{8}-[0-9a-f]{6}[.]sock"));
  EXPECT_LE(node.dir.size() + 1 + endpoint.size(), 107U);
  EXPECT_EQ(node.StatusOf(kFuse).socket, node.dir + "/" + endpoint);
}

TEST(Registration, Reg006RegisterTellsTheOptionsThatTheServerTells) {
  Node node;
  node.kubelet.Start();
  ASSERT_THAT(node.Begin(), testing::IsOk());

  node.Offer(kFuse);
  node.Settle();

  ASSERT_THAT(node.kubelet.calls, SizeIs(1));
  EXPECT_EQ(node.kubelet.calls[0].what.options, node.servers.Of(kFuse)->served->options());
}

TEST(Registration, Reg007AnAbsentKubeletIsWaitedForAndMetAtOnce) {
  Node node;
  ASSERT_THAT(node.Begin(), testing::IsOk());
  node.Offer(kFuse);
  node.Advance(30s);
  ASSERT_THAT(node.kubelet.calls, SizeIs(0));
  EXPECT_EQ(node.StateOf(kFuse), EndpointState::kServing);
  EXPECT_EQ(node.log.Count("waiting for the kubelet"), 1);

  node.kubelet.Bind();
  node.Settle();

  EXPECT_THAT(node.kubelet.calls, SizeIs(1));
  EXPECT_TRUE(node.Serves(kFuse));
}

TEST(Registration, Reg008ASocketThatRefusesIsTriedSeldomAndItsSuccessorAtOnce) {
  Node node;
  node.kubelet.Start();
  node.kubelet.Kill();
  ASSERT_THAT(node.Begin(), testing::IsOk());
  node.Offer(kFuse);
  node.Advance(30s);
  EXPECT_GE(node.kubelet.calls.size(), 3U);
  EXPECT_LE(node.kubelet.calls.size(), 30U);

  node.kubelet.Start();
  node.Advance(1s);

  EXPECT_TRUE(node.Serves(kFuse));
}

TEST(Registration, Reg009RetriesWithGrowingBackoffWhenTheKubeletAnswersWithAnError) {
  Node node;
  node.kubelet.Start();
  node.kubelet.answer = Answer::kError;
  ASSERT_THAT(node.Begin(), testing::IsOk());
  node.Offer(kFuse);
  node.Advance(60s);

  const std::vector<std::int64_t> gaps = Gaps(node.kubelet.calls);
  ASSERT_GE(gaps.size(), 6U);
  EXPECT_TRUE(std::is_sorted(gaps.begin(), gaps.begin() + 5));
  EXPECT_GE(gaps.front(), 400);
  EXPECT_LE(*std::max_element(gaps.begin(), gaps.end()), 10000);
  EXPECT_EQ(node.log.Count("the ResourceName is invalid"), 1);

  node.kubelet.answer = Answer::kSync;
  node.Advance(10s);
  EXPECT_TRUE(node.Serves(kFuse));
}

TEST(Registration, Reg010AHangingKubeletIsGivenUpAfter15SecondsAndCalledAgain) {
  Node node;
  node.kubelet.Start();
  node.kubelet.answer = Answer::kHang;
  ASSERT_THAT(node.Begin(), testing::IsOk());
  node.Offer(kFuse);
  node.Advance(16s);

  ASSERT_THAT(node.kubelet.calls, SizeIs(2));
  EXPECT_GE(Gaps(node.kubelet.calls)[0], 15000);

  node.kubelet.answer = Answer::kSync;
  node.Advance(30s);
  EXPECT_TRUE(node.Serves(kFuse));
}

TEST(Registration, Reg011AKubeletThatNeverDialsBackIsCalledAgainWithin15Seconds) {
  Node node;
  node.kubelet.Start();
  node.kubelet.answer = Answer::kSilent;
  ASSERT_THAT(node.Begin(), testing::IsOk());
  node.Offer(kFuse);
  node.Settle();
  EXPECT_EQ(node.StateOf(kFuse), EndpointState::kRegistered);

  node.Advance(120s);

  for (const std::int64_t gap : Gaps(node.kubelet.calls)) {
    EXPECT_GE(gap, 5000);
    EXPECT_LE(gap, 15000);
  }
  EXPECT_GE(node.kubelet.calls.size(), 8U);
}

TEST(Registration, Reg012AStreamAfterAFailedCallConfirmsWithoutAStorm) {
  Node node;
  node.kubelet.Start();
  node.kubelet.answer = Answer::kLate;
  ASSERT_THAT(node.Begin(), testing::IsOk());
  node.Offer(kFuse);

  node.Advance(120s);

  EXPECT_THAT(node.kubelet.calls, SizeIs(1));
  EXPECT_EQ(node.StateOf(kFuse), EndpointState::kActive);
}

TEST(Registration, Reg012AStreamThatComesLongAfterTheDeadlineConfirmsToo) {
  Node node;
  node.kubelet.Start();
  node.kubelet.answer = Answer::kHang;
  ASSERT_THAT(node.Begin(), testing::IsOk());
  node.Offer(kFuse);
  node.Advance(15100ms);
  const std::size_t calls = node.kubelet.calls.size();

  node.kubelet.OpenStream(kFuse);
  node.Advance(120s);

  EXPECT_THAT(node.kubelet.calls, SizeIs(calls));
  EXPECT_EQ(node.StateOf(kFuse), EndpointState::kActive);
}

TEST(Registration, Reg013NoiseInTheDirectoryCausesNoSecondRegister) {
  Node node;
  node.kubelet.Start();
  ASSERT_THAT(node.Begin(), testing::IsOk());
  node.Offer(kFuse);
  node.Settle();

  for (int second = 0; second < 60; ++second) {
    node.tree.Write("plugins/kubelet_internal_checkpoint", std::to_string(second));
    node.tree.Write("plugins/.checkpoint", "new");
    node.tree.Move("plugins/.checkpoint", "plugins/kubelet_internal_checkpoint");
    node.tree.Write("plugins/DEPRECATION", "");
    node.tree.Write("plugins/other.sock", "");
    node.tree.Remove("plugins/other.sock");
    auto other = PluginSocket::Bind(node.dir + "/other-plugin.sock");
    ASSERT_THAT(other, testing::IsOk());
    std::filesystem::last_write_time(node.dir + "/kubelet.sock",
                                     std::filesystem::file_time_type::clock::now());
    node.Advance(1s);
  }

  EXPECT_THAT(node.kubelet.calls, SizeIs(1));
  EXPECT_TRUE(node.Serves(kFuse));
}

TEST(Registration, Reg013AQueuedNoticeOfTheSameKubeletSocketChangesNothing) {
  Node node;
  ASSERT_THAT(node.Begin(), testing::IsOk());
  node.kubelet.Bind();  // its notice waits while the first attempt already finds the socket
  node.Offer(kFuse);
  node.Advance(60s);

  EXPECT_THAT(node.kubelet.calls, SizeIs(1));
}

TEST(Streams, Law028TheFirstCancelledStreamIsAnsweredWithin2SecondsTheOthersEverLater) {
  Node node;
  node.kubelet.Start();
  ASSERT_THAT(node.Begin(), testing::IsOk());
  node.Offer(kFuse);
  node.Advance(60s);

  for (int i = 0; i < 6; ++i) {
    node.kubelet.EndStreams(kFuse);
    node.Advance(12s);
    ASSERT_TRUE(node.Serves(kFuse));
  }

  std::vector<std::int64_t> delays;
  for (std::size_t i = 1; i < node.kubelet.calls.size(); ++i) {
    const auto since = node.kubelet.calls[i].at - node.kubelet.calls[0].at - 60s;
    delays.push_back(std::chrono::duration_cast<std::chrono::milliseconds>(since % 12s).count());
  }
  ASSERT_THAT(delays, SizeIs(6));
  EXPECT_LE(delays[0], 2000);
  EXPECT_TRUE(std::is_sorted(delays.begin(), delays.begin() + 5));
  EXPECT_GE(delays[4], 4000);
}

TEST(Streams, Law028AfterASteadyStreamTheNextCancelIsAnsweredQuicklyAgain) {
  Node node;
  node.kubelet.Start();
  ASSERT_THAT(node.Begin(), testing::IsOk());
  node.Offer(kFuse);
  for (int i = 0; i < 5; ++i) {
    node.Advance(60s);
    node.kubelet.EndStreams(kFuse);
    node.Advance(2s);
    EXPECT_TRUE(node.Serves(kFuse));
  }
}

TEST(Streams, Law028AKubeletThatTakesBackEveryStreamAtOnceIsNotStormed) {
  Node node;
  node.kubelet.Start();
  ASSERT_THAT(node.Begin(), testing::IsOk());
  node.Offer(kFuse);

  for (int i = 0; i < 600; ++i) {
    node.kubelet.EndStreams(kFuse);
    node.Advance(100ms);
  }

  EXPECT_LE(node.kubelet.calls.size(), 15U);
  for (const std::int64_t gap : Gaps(node.kubelet.calls)) EXPECT_GE(gap, 900);
}

TEST(Streams, Law029TheStreamThatTheKubeletEvictsWithAnOldOneIsRegisteredAnew) {
  Node node;
  node.kubelet.Start();
  ASSERT_THAT(node.Begin(), testing::IsOk());
  node.Offer(kFuse);
  node.Settle();
  const std::uint64_t newest = node.kubelet.OpenStream(kFuse);  // of a second registration
  node.Settle();

  node.kubelet.EndStream(kFuse, newest - 1);  // the old one ends by itself …
  node.kubelet.EndStream(kFuse, newest);      // … and the kubelet cancels the new one with it
  node.Advance(5s);

  EXPECT_TRUE(node.Serves(kFuse));
  EXPECT_THAT(node.kubelet.calls, SizeIs(2));
}

TEST(Streams, Law029TheEndOfAnOlderStreamIsNoReasonToRegister) {
  Node node;
  node.kubelet.Start();
  ASSERT_THAT(node.Begin(), testing::IsOk());
  node.Offer(kFuse);
  node.Settle();
  const std::uint64_t newest = node.kubelet.OpenStream(kFuse);
  node.Settle();

  node.kubelet.EndStream(kFuse, newest - 1);
  node.Advance(60s);

  EXPECT_THAT(node.kubelet.calls, SizeIs(1));
  EXPECT_EQ(node.StateOf(kFuse), EndpointState::kActive);
}

}  // namespace
}  // namespace davit::kubelet
