// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
// Contract 5, sentence by sentence.
#include "src/plugin/resource_set_fixture.h"

namespace davit {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class IdLifeTest : public ResourceSetTest {
 protected:
  static Device Retiring(const std::string& id) {
    Device device = MakeDevice(id);
    device.when_gone = WhenGone::kRetired;
    return device;
  }
  static Snapshot Waiting(const std::string& what) {
    Snapshot snapshot;
    snapshot.state = Snapshot::State::kWaiting;
    snapshot.waiting_for = what;
    return snapshot;
  }
};

TEST_F(IdLifeTest, PodResourcesIsAskedOnceBeforeTheFirstListAndASecondAtMost) {
  pod_resources.silent = true;
  Publish({MakeDevice("a")});
  SetRules({MakeRule("x/a")});

  EXPECT_EQ(1, pod_resources.questions);
  EXPECT_LE(pod_resources.patience, 1s);
  EXPECT_EQ("not open", ListOf("x/a"));

  pod_resources.Answer();
  EXPECT_EQ("a", ListOf("x/a"));
  EXPECT_EQ(1, pod_resources.questions);
}

TEST_F(IdLifeTest, ResourcesOpenWhenNobodyAnswersTheFirstQuestion) {
  pod_resources.failure = Error{Code::kUnavailable, "no socket"};
  Publish({MakeDevice("a")});
  SetRules({MakeRule("x/a")});

  EXPECT_EQ("a", ListOf("x/a"));
  EXPECT_TRUE(NobodyIsAskedAnyMore()) << "no id waits, so nobody is asked again";
}

TEST_F(IdLifeTest, NothingIsAskedWhileNoIdWaits) {
  Publish({MakeDevice("a")});
  SetRules({MakeRule("x/a")});
  loop.Advance(1h);

  EXPECT_EQ(1, pod_resources.questions);
  EXPECT_TRUE(NobodyIsAskedAnyMore());
}

TEST_F(IdLifeTest, AMissingDeviceStaysUnhealthyUntilItIsBack) {
  Publish({MakeDevice("a"), MakeDevice("b")});
  SetRules({MakeRule("x/a")});
  Publish({MakeDevice("b")});
  EXPECT_EQ("a! b", ListOf("x/a"));

  loop.Advance(24h);
  EXPECT_EQ("a! b", ListOf("x/a"));
  EXPECT_EQ(1, pod_resources.questions) << "it does not wait to go";

  Publish({MakeDevice("a"), MakeDevice("b")});
  EXPECT_EQ("a b", ListOf("x/a"));
}

TEST_F(IdLifeTest, ARetiredDeviceThatNobodyHoldsGoesAfterOneQuestion) {
  Publish({Retiring("a"), Retiring("b")});
  SetRules({MakeRule("x/a")});
  loop.Advance(1min);
  pod_resources.silent = true;
  Publish({Retiring("b")});
  EXPECT_EQ("a! b", ListOf("x/a"));
  EXPECT_EQ(2, pod_resources.questions);

  pod_resources.Answer();
  EXPECT_EQ("b", ListOf("x/a"));
  EXPECT_TRUE(NobodyIsAskedAnyMore());
}

TEST_F(IdLifeTest, ARetiredDeviceIsUnhealthyWhileItIsHeldAndThenGone) {
  Publish({Retiring("a"), Retiring("b")});
  SetRules({MakeRule("x/a")});
  Hold("x/a", "a");
  Publish({Retiring("b")});
  loop.Advance(5min);
  EXPECT_EQ("a! b", ListOf("x/a"));

  pod_resources.holdings.clear();
  loop.Advance(10s);
  EXPECT_EQ("b", ListOf("x/a"));
}

TEST_F(IdLifeTest, PodResourcesIsAskedEveryTenSecondsWhileOneWaits) {
  Publish({Retiring("a")});
  SetRules({MakeRule("x/a")});
  loop.Advance(1min);
  Hold("x/a", "a");
  Publish(std::vector<Device>{});
  const int before = pod_resources.questions;
  loop.Advance(60s);

  EXPECT_EQ(before + 6, pod_resources.questions);
}

TEST_F(IdLifeTest, AnAnswerOfTheLastTenMinutesCountsAsHeldUntilTheListHasNamedIt) {
  Publish({Retiring("a")});
  SetRules({MakeRule("x/a")});
  ASSERT_TRUE(Allocate("x/a", {"a"}).ok());
  Publish(std::vector<Device>{});
  loop.Advance(9min);
  EXPECT_EQ("a!", ListOf("x/a"));

  loop.Advance(2min);
  EXPECT_EQ("", ListOf("x/a"));
}

TEST_F(IdLifeTest, OnceItWasListedTheListAloneDecides) {
  Publish({Retiring("a")});
  SetRules({MakeRule("x/a")});
  ASSERT_TRUE(Allocate("x/a", {"a"}).ok());
  Hold("x/a", "a");
  Publish(std::vector<Device>{});
  loop.Advance(10s);
  EXPECT_EQ("a!", ListOf("x/a"));

  pod_resources.holdings.clear();
  loop.Advance(10s);
  EXPECT_EQ("", ListOf("x/a"));
}

TEST_F(IdLifeTest, NobodyGoesWhileTheKubeletCannotBeAsked) {
  Publish({Retiring("a")});
  SetRules({MakeRule("x/a")});
  pod_resources.failure = Error{Code::kUnavailable, "connection refused"};
  Publish(std::vector<Device>{});
  loop.Advance(1min);
  EXPECT_EQ("a!", ListOf("x/a"));
  EXPECT_EQ(1, log.Count("cannot be asked"));

  pod_resources.failure.reset();
  loop.Advance(10s);
  EXPECT_EQ("", ListOf("x/a"));
}

TEST_F(IdLifeTest, OurOwnNotesDecideWhenNobodyCouldBeAskedForTenMinutes) {
  Publish({Retiring("a")});
  SetRules({MakeRule("x/a")});
  pod_resources.failure = Error{Code::kUnavailable, "no such file or directory"};
  Publish(std::vector<Device>{});
  loop.Advance(11min);

  EXPECT_EQ("", ListOf("x/a"));
}

TEST_F(IdLifeTest, OurOwnNotesDecideAtOnceWhereTheKubeletHasNoPodResources) {
  Publish({Retiring("a")});
  SetRules({MakeRule("x/a")});
  pod_resources.failure = Error{Code::kUnimplemented, "unknown service"};
  Publish(std::vector<Device>{});
  loop.Advance(2s);

  EXPECT_EQ("", ListOf("x/a"));
}

TEST_F(IdLifeTest, AnAnswerToAQuestionAskedBeforeTheIdWantedToGoProvesNothing) {
  Publish({Retiring("a"), Retiring("b")});
  SetRules({MakeRule("x/a")});
  loop.Advance(1min);
  pod_resources.silent = true;
  Publish({Retiring("b")});        // asks for a
  Publish(std::vector<Device>{});  // b wants to go, too
  pod_resources.Answer();
  EXPECT_EQ("b!", ListOf("x/a"));

  loop.Advance(1s);
  pod_resources.Answer();
  EXPECT_EQ("", ListOf("x/a"));
}

TEST_F(IdLifeTest, AnIdThatWantsToGoIsRefusedAtOnce) {
  Publish({MakeDevice("a")});
  SetRules({MakeRule("x/a")});
  pod_resources.silent = true;
  SetRules({MakeRule("x/a", {{"kind", Is("other")}})});

  const auto answer = Allocate("x/a", {"a"});
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(Code::kFailedPrecondition, answer.error().code);
  EXPECT_THAT(answer.error().message, HasSubstr("\"a\""));
}

TEST_F(IdLifeTest, AHeldDeviceStaysInItsResourceWhateverItsAttributesSay) {
  Device device = MakeDevice("a");
  device.attributes["color"] = std::string("red");
  Publish({device});
  SetRules(
      {MakeRule("x/red", {{"color", Is("red")}}), MakeRule("x/blue", {{"color", Is("blue")}})});
  Hold("x/red", "a");
  device.attributes["color"] = std::string("blue");
  Publish({device});
  loop.Advance(1min);
  EXPECT_EQ("a!", ListOf("x/red"));
  EXPECT_EQ("", ListOf("x/blue"));

  pod_resources.holdings.clear();
  loop.Advance(10s);
  EXPECT_EQ("", ListOf("x/red"));
  EXPECT_EQ("a", ListOf("x/blue"));
}

TEST_F(IdLifeTest, AnAttributeThatCannotBeReadIsUnknownNotChanged) {
  Device device = MakeDevice("a");
  device.attributes["color"] = std::string("red");
  device.place.numa = {NumaNode{1}};
  Publish({device});
  SetRules({MakeRule("x/red", {{"color", Is("red")}, {"numa", Is("1")}})});
  Publish({MakeDevice("a")});
  loop.Advance(1min);

  EXPECT_EQ("a", ListOf("x/red"));
  EXPECT_EQ(1, pod_resources.questions);
  EXPECT_THAT(sink.open.at("x/red")->list()->front().numa, ElementsAre(NumaNode{1}));
}

TEST_F(IdLifeTest, AHeldDeviceStaysInItsResourceWhateverTheRulesNowSay) {
  Publish({MakeDevice("a")});
  SetRules({MakeRule("x/old")});
  Hold("x/old", "a");
  SetRules({MakeRule("x/new"), MakeRule("x/old")});
  loop.Advance(1min);
  EXPECT_EQ("a!", ListOf("x/old"));
  EXPECT_EQ("", ListOf("x/new"));

  SetRules({MakeRule("x/old"), MakeRule("x/new")});
  EXPECT_EQ("a", ListOf("x/old")) << "the rules want it where it is again";
}

TEST_F(IdLifeTest, AnIdMovesOnlyWhenNobodyHoldsIt) {
  Publish({MakeDevice("a")});
  SetRules({MakeRule("x/old")});
  loop.Advance(1min);
  pod_resources.silent = true;
  SetRules({MakeRule("x/new"), MakeRule("x/old")});
  EXPECT_EQ("a!", ListOf("x/old"));
  EXPECT_EQ("", ListOf("x/new"));

  pod_resources.Answer();
  EXPECT_EQ("", ListOf("x/old"));
  EXPECT_EQ("a", ListOf("x/new"));
}

TEST_F(IdLifeTest, TheHardwareOfAHeldDeviceIsNotGivenAwayUnderAnotherName) {
  Device device = MakeDevice("a");
  device.occupies = {"pci:0000:3b:00.0"};
  Device twin = MakeDevice("twin");
  twin.occupies = {"pci:0000:3b:00.0"};
  Publish({device});
  SetRules({MakeRule("x/other", {}, "other"), MakeRule("x/a")});
  Hold("x/a", "a");
  Publish({twin}, kOtherEntry);
  loop.Advance(1min);
  EXPECT_EQ("a!", ListOf("x/a"));
  EXPECT_EQ("", ListOf("x/other"));

  pod_resources.holdings.clear();
  loop.Advance(10s);
  EXPECT_EQ("twin", ListOf("x/other"));
  EXPECT_EQ("", ListOf("x/a"));
}

TEST_F(IdLifeTest, AMissingDeviceThatIsHeldKeepsItsHardware) {
  Device device = MakeDevice("a");
  device.occupies = {"dev:c:10:229"};
  Device twin = MakeDevice("twin");
  twin.occupies = {"dev:c:10:229"};
  Publish({device});
  SetRules({MakeRule("x/a"), MakeRule("x/other", {}, "other")});
  ASSERT_TRUE(Allocate("x/a", {"a"}).ok());
  Publish(std::vector<Device>{});
  Publish({twin}, kOtherEntry);
  EXPECT_EQ("a!", ListOf("x/a"));
  EXPECT_EQ("", ListOf("x/other"));
}

TEST_F(IdLifeTest, AMissingDeviceThatNobodyHoldsBlocksNobody) {
  Device device = MakeDevice("a");
  device.occupies = {"dev:c:10:229"};
  Device twin = MakeDevice("twin");
  twin.occupies = {"dev:c:10:229"};
  Publish({device});
  SetRules({MakeRule("x/a"), MakeRule("x/other", {}, "other")});
  Publish(std::vector<Device>{});
  Publish({twin}, kOtherEntry);
  loop.Advance(1s);

  EXPECT_EQ("a!", ListOf("x/a"));
  EXPECT_EQ("twin", ListOf("x/other"));
  EXPECT_TRUE(NobodyIsAskedAnyMore());
}

TEST_F(IdLifeTest, TheHardwareOfAMissingDeviceGoesToNobodyBeforePodResourcesSaidThatItIsFree) {
  Device device = MakeDevice("a");
  device.occupies = {"dev:c:10:229"};
  Device twin = MakeDevice("twin");
  twin.occupies = {"dev:c:10:229"};
  Publish({device});
  SetRules({MakeRule("x/a"), MakeRule("x/other", {}, "other")});
  ASSERT_TRUE(Allocate("x/a", {"a"}).ok());
  loop.Advance(11min);  // our own note counts no more, and nobody was asked since
  Hold("x/a", "a");
  Publish(std::vector<Device>{});
  EXPECT_EQ(1, pod_resources.questions) << "nobody else wants it yet";

  pod_resources.silent = true;
  Publish({twin}, kOtherEntry);
  EXPECT_EQ(2, pod_resources.questions);
  EXPECT_EQ("", ListOf("x/other"));
  pod_resources.Answer();
  EXPECT_EQ("", ListOf("x/other")) << "a pod holds it";

  pod_resources.silent = false;
  loop.Advance(1min);
  EXPECT_EQ(8, pod_resources.questions) << "every ten seconds while the twin waits";
  EXPECT_EQ("", ListOf("x/other"));

  pod_resources.holdings.clear();
  loop.Advance(10s);
  EXPECT_EQ("a!", ListOf("x/a"));
  EXPECT_EQ("twin", ListOf("x/other"));
  EXPECT_TRUE(NobodyIsAskedAnyMore());
}

TEST_F(IdLifeTest, TheHardwareOfAMissingDeviceWaitsWhileTheKubeletCannotBeAsked) {
  Device device = MakeDevice("a");
  device.occupies = {"dev:c:10:229"};
  Device twin = MakeDevice("twin");
  twin.occupies = {"dev:c:10:229"};
  Publish({device});
  SetRules({MakeRule("x/a"), MakeRule("x/other", {}, "other")});
  Publish(std::vector<Device>{});
  loop.Advance(1h);  // missing for long, but wanted by nobody
  pod_resources.failure = Error{Code::kUnavailable, "connection refused"};
  Publish({twin}, kOtherEntry);
  loop.Advance(1min);
  EXPECT_EQ("", ListOf("x/other"));

  loop.Advance(10min);
  EXPECT_EQ("twin", ListOf("x/other")) << "our own notes decide after that";
}

TEST_F(IdLifeTest, AWaitingSnapshotJudgesNothing) {
  Publish({Retiring("a"), MakeDevice("b")});
  SetRules({MakeRule("x/a")});
  Publish(Waiting("the driver"));
  loop.Advance(1h);
  EXPECT_EQ("a! b!", ListOf("x/a"));
  EXPECT_EQ(1, pod_resources.questions) << "nothing is to go";
  EXPECT_THAT(set->Devices().front().reason, HasSubstr("the driver"));

  Publish({MakeDevice("b")});
  loop.Advance(10s);
  EXPECT_EQ("b", ListOf("x/a")) << "the first ready snapshot judges";
}

TEST_F(IdLifeTest, WhatAWaitingSnapshotListsIsNotMissing) {
  Publish({MakeDevice("a"), MakeDevice("b")});
  SetRules({MakeRule("x/a")});
  Snapshot snapshot = MakeSnapshot({MakeDevice("a")});
  snapshot.state = Snapshot::State::kWaiting;
  Publish(snapshot);

  EXPECT_EQ("a b!", ListOf("x/a"));
}

TEST_F(IdLifeTest, WhatChangedOptionsNoLongerNameIsRetired) {
  Publish({MakeDevice("a"), MakeDevice("b")});
  SetRules({MakeRule("x/a")});
  Hold("x/a", "a");
  set->BackendRestarted("test", true);
  EXPECT_EQ("a b", ListOf("x/a")) << "the old snapshot stands";
  Publish(Waiting("a look around"));
  Publish(std::vector<Device>{});
  loop.Advance(5s);
  EXPECT_EQ("a!", ListOf("x/a"));

  pod_resources.holdings.clear();
  loop.Advance(10s);
  EXPECT_EQ("", ListOf("x/a"));
}

TEST_F(IdLifeTest, WhatABackendSaidBeforeItsRestartIsNoAnswerToNewOptions) {
  Publish({MakeDevice("a")});
  SetRules({MakeRule("x/a")});
  ASSERT_TRUE(inventory->Publish(kTestEntry, MakeSnapshot({MakeDevice("a")})).ok());
  set->BackendRestarted("test", true);
  loop.RunPending();
  Publish(std::vector<Device>{});
  loop.Advance(10s);

  EXPECT_EQ("", ListOf("x/a"));
}

TEST_F(IdLifeTest, TheDevicesOfABackendThatRunsNoMoreAreRetired) {
  Publish({MakeDevice("a"), MakeDevice("b")});
  SetRules({MakeRule("x/a")});
  Hold("x/a", "a");
  set->BackendStopped("test");
  loop.Advance(10s);
  EXPECT_EQ("a!", ListOf("x/a"));

  SetRules({MakeRule("x/a"), MakeRule("x/b")});
  EXPECT_EQ("not open", ListOf("x/b")) << "its backend has not published yet";

  Publish({MakeDevice("a")});
  EXPECT_EQ("a", ListOf("x/a"));
  EXPECT_EQ("", ListOf("x/b"));
}

TEST_F(IdLifeTest, ABackendThatCameBackWithNothingStillOpensItsResources) {
  Publish(std::vector<Device>{});
  SetRules({});
  set->BackendStopped("test");
  SetRules({MakeRule("x/a")});
  EXPECT_EQ("not open", ListOf("x/a"));
  Publish(std::vector<Device>{});

  EXPECT_EQ("", ListOf("x/a"));
}

TEST_F(IdLifeTest, ALiteralResourceWithoutIdsStaysRegisteredWithAnEmptyList) {
  Publish({Retiring("a")});
  SetRules({MakeRule("x/a")});
  Publish(std::vector<Device>{});
  loop.Advance(1h);

  EXPECT_EQ("", ListOf("x/a"));
}

TEST_F(IdLifeTest, AResourceThatTheConfigDroppedStaysWhileAnyIdIsHeldThenEmptiesWaitsAndCloses) {
  Publish({MakeDevice("a"), MakeDevice("b")});
  SetRules({MakeRule("x/a")});
  Hold("x/a", "a");
  loop.Advance(1min);
  SetRules({});
  loop.Advance(1min);
  EXPECT_EQ("a!", ListOf("x/a"));

  pod_resources.holdings.clear();
  sink.events.clear();
  loop.Advance(10s);
  EXPECT_EQ("", ListOf("x/a"));
  EXPECT_THAT(sink.events, ElementsAre("changed x/a"));

  loop.Advance(9s);
  EXPECT_EQ("", ListOf("x/a"));
  loop.Advance(1s);
  EXPECT_THAT(sink.events, ElementsAre("changed x/a", "closed x/a"));
  EXPECT_TRUE(NobodyIsAskedAnyMore());
}

TEST_F(IdLifeTest, ADroppedResourceThatTheConfigNamesAgainGoesOn) {
  Publish({MakeDevice("a")});
  SetRules({MakeRule("x/a")});
  SetRules({});
  loop.Advance(5s);
  EXPECT_EQ("", ListOf("x/a"));
  SetRules({MakeRule("x/a")});
  loop.Advance(1min);

  EXPECT_EQ("a", ListOf("x/a"));
  EXPECT_EQ(0, std::count(sink.events.begin(), sink.events.end(), "closed x/a"));
}

TEST_F(IdLifeTest, SharesThatTheConfigTakesAwayGoOneByOne) {
  config::ResourceRule rule = MakeRule("x/a");
  rule.selectors[0].sharing = Shares(4);
  Publish({MakeDevice("a")});
  SetRules({rule});
  Hold("x/a", "a::3");
  rule.selectors[0].sharing = Shares(2);
  SetRules({rule});
  loop.Advance(1min);

  EXPECT_EQ("a::0 a::1 a::3!", ListOf("x/a"));
}

TEST_F(IdLifeTest, NewIdsOfADeviceWaitWhileAnOldOneIsHeld) {
  config::ResourceRule rule = MakeRule("x/a");
  Publish({MakeDevice("a")});
  SetRules({rule});
  Hold("x/a", "a");
  rule.selectors[0].sharing = Shares(2);
  SetRules({rule});
  loop.Advance(1min);
  EXPECT_EQ("a!", ListOf("x/a"));

  pod_resources.holdings.clear();
  loop.Advance(10s);
  EXPECT_EQ("a::0 a::1", ListOf("x/a"));
}

TEST_F(IdLifeTest, AnIdNeverComesToMeanAnotherDeviceWhileItIsHeld) {
  config::ResourceRule rule = MakeRule("x/a");
  rule.selectors[0].sharing = Shares(1, "slot-{n}");
  Publish({Retiring("a")});
  SetRules({rule});
  Hold("x/a", "slot-0");
  Publish({Retiring("b")});
  loop.Advance(1min);
  EXPECT_EQ("slot-0!", ListOf("x/a"));

  pod_resources.holdings.clear();
  loop.Advance(10s);
  EXPECT_EQ("slot-0", ListOf("x/a"));
  EXPECT_EQ("/dev/b", Allocate("x/a", {"slot-0"})->devices.front().host_path);
}

TEST_F(IdLifeTest, AfterARestartAHeldDeviceIsStillWhereItWas) {
  Publish({MakeDevice("a")});
  SetRules({MakeRule("x/old"), MakeRule("x/new")});
  Hold("x/old", "a");
  Start();
  Publish({MakeDevice("a")});
  SetRules({MakeRule("x/new"), MakeRule("x/old")});

  EXPECT_EQ("a!", ListOf("x/old"));
  EXPECT_EQ("", ListOf("x/new"));
}

TEST_F(IdLifeTest, AfterARestartAHeldIdWhoseDeviceIsGoneIsStillListed) {
  Hold("x/a", "a");
  Publish({MakeDevice("b")});
  SetRules({MakeRule("x/a")});
  EXPECT_EQ("a! b", ListOf("x/a"));

  Publish({MakeDevice("a"), MakeDevice("b")});
  EXPECT_EQ("a b", ListOf("x/a"));
}

TEST_F(IdLifeTest, ManyIdsThatWantToGoOneAfterTheOtherDoNotFloodTheKubelet) {
  std::vector<Device> devices;
  for (int i = 0; i < 100; ++i) devices.push_back(Retiring("d" + std::to_string(i)));
  Publish(devices);
  SetRules({MakeRule("x/a")});
  const int before = pod_resources.questions;
  while (!devices.empty()) {
    devices.pop_back();
    Publish(devices);
    loop.Advance(10ms);
  }
  loop.Advance(1s);

  EXPECT_EQ("", ListOf("x/a"));
  EXPECT_LE(pod_resources.questions - before, 3);
}

}  // namespace
}  // namespace davit
