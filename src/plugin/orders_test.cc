// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
// Contract 1, downwards: Assignment, Prepare, Release.
#include "src/plugin/resource_set_fixture.h"

namespace davit {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

class AssignmentTest : public ResourceSetTest {
 protected:
  static Device NeedsSetup(const std::string& id) {
    Device device = MakeDevice(id);
    device.needs_setup = true;
    return device;
  }
  void PublishApplied(std::vector<Device> devices, std::uint64_t applied) {
    Snapshot snapshot = MakeSnapshot(std::move(devices));
    snapshot.applied = applied;
    Publish(snapshot);
  }
  order::Assignment Newest() const { return OrdersOf<order::Assignment>("test").back(); }
};

TEST_F(AssignmentTest, TellsTheBackendWhichDeviceServesWhichResource) {
  config::ResourceRule rule = MakeRule("x/a");
  rule.selectors[0].sharing = Shares(3);
  rule.selectors[0].sharing->kind = "mps";
  rule.selectors[0].options = ConfigNode::Scalar("fast");
  Publish({MakeDevice("a")});
  SetRules({rule});

  const order::Assignment newest = Newest();
  EXPECT_EQ(1u, newest.number);
  const order::Assignment::Line& line = newest.lines.at(DeviceId{"a"});
  EXPECT_EQ("x/a", line.resource);
  EXPECT_EQ("mps", line.sharing_kind);
  EXPECT_EQ(3, line.shares);
  EXPECT_EQ(rule.selectors[0].options, line.options);
}

TEST_F(AssignmentTest, IsSentOnlyWhenALineDiffers) {
  Publish({MakeDevice("a")});
  SetRules({MakeRule("x/a")});
  Device sick = MakeDevice("a");
  sick.faults = {FatalFault("dead")};
  Publish({sick});
  Publish(MakeSnapshot({MakeDevice("a")}));

  EXPECT_EQ(1u, OrdersOf<order::Assignment>("test").size());
}

TEST_F(AssignmentTest, ADeviceThatNeedsSettingUpIsUnhealthyUntilItsOwnLineWasCarriedOut) {
  Publish({NeedsSetup("a")});
  SetRules({MakeRule("x/a")});
  EXPECT_EQ("a!", ListOf("x/a"));
  EXPECT_THAT(Allocate("x/a", {"a"}).error().message, HasSubstr("being set up"));

  PublishApplied({NeedsSetup("a")}, 1);
  EXPECT_EQ("a", ListOf("x/a"));

  PublishApplied({NeedsSetup("a"), NeedsSetup("b")}, 1);
  EXPECT_EQ("a b!", ListOf("x/a")) << "only b's line is new";

  PublishApplied({NeedsSetup("a"), NeedsSetup("b")}, 2);
  EXPECT_EQ("a b", ListOf("x/a"));
}

TEST_F(AssignmentTest, ADeviceThatWaitsToMoveStaysSetUpAsItIs) {
  Publish({MakeDevice("a")});
  SetRules({MakeRule("x/old")});
  Hold("x/old", "a");
  SetRules({MakeRule("x/new"), MakeRule("x/old")});
  loop.Advance(1min);
  EXPECT_EQ("x/old", Newest().lines.at(DeviceId{"a"}).resource);

  pod_resources.holdings.clear();
  loop.Advance(10s);
  EXPECT_EQ("x/new", Newest().lines.at(DeviceId{"a"}).resource);
}

TEST_F(AssignmentTest, ARestartedBackendGetsTheNewestAgain) {
  Publish({MakeDevice("a")});
  SetRules({MakeRule("x/a")});
  set->BackendRestarted("test", false);
  EXPECT_EQ(1u, OrdersOf<order::Assignment>("test").size()) << "nobody is there to take it";
  Publish({MakeDevice("a")});

  const auto sent = OrdersOf<order::Assignment>("test");
  ASSERT_EQ(2u, sent.size());
  EXPECT_EQ(sent[0].number, sent[1].number);
}

class PrepareTest : public ResourceSetTest {
 protected:
  ~PrepareTest() override { set.reset(); }  // it answers what is under way

  void Serve(const BackendEntry& entry) {
    Publish({MakeDevice("a"), MakeDevice("b")}, entry);
    SetRules({MakeRule("x/a", {}, std::string(entry.name))});
    loop.Advance(1min);
  }
  void PreStart(std::vector<std::string> ids) {
    sink.open.at("x/a")->PreStart(ids, loop.clock().Now() + 20s,
                                  [this](Result<> result) { answers.push_back(result); });
    loop.RunPending();
  }
  order::Prepare Newest() const { return OrdersOf<order::Prepare>("preparing").back(); }

  std::vector<Result<>> answers;
};

TEST_F(PrepareTest, Alc043PreStartAnswersAtOnceWhereNothingIsToBePrepared) {
  Serve(kTestEntry);
  PreStart({"a"});
  PreStart({});

  ASSERT_EQ(2u, answers.size());
  EXPECT_TRUE(answers[0].ok());
  EXPECT_TRUE(answers[1].ok());
  EXPECT_FALSE(sink.open.at("x/a")->options().pre_start_required);
}

TEST_F(PrepareTest, Alc043PreStartFinishesWhenTheBackendAnswers) {
  Serve(kPreparingEntry);
  EXPECT_TRUE(sink.open.at("x/a")->options().pre_start_required);
  PreStart({"b", "a"});
  ASSERT_TRUE(answers.empty());
  const order::Prepare prepare = Newest();
  ASSERT_EQ(2u, prepare.request.items.size());
  EXPECT_EQ("b", prepare.request.items[0].device.value);
  EXPECT_EQ("x/a", prepare.request.resource);

  prepare.done(ContainerEdits{});
  ASSERT_EQ(1u, answers.size());
  EXPECT_TRUE(answers[0].ok());
}

TEST_F(PrepareTest, Alc043PreStartEndsAtItsDeadlineAndALateAnswerChangesNothing) {
  Serve(kPreparingEntry);
  PreStart({"a"});
  loop.Advance(20s);
  ASSERT_EQ(1u, answers.size());
  EXPECT_EQ(Code::kDeadlineExceeded, answers[0].error().code);

  Newest().done(ContainerEdits{});
  EXPECT_EQ(1u, answers.size());
}

TEST_F(PrepareTest, ARefusalIsHandedOnWithTheBackendsName) {
  Serve(kPreparingEntry);
  PreStart({"a"});
  Newest().done(Error{Code::kFailedPrecondition, "no firmware"});

  ASSERT_EQ(1u, answers.size());
  EXPECT_EQ(Code::kFailedPrecondition, answers[0].error().code);
  EXPECT_THAT(answers[0].error().message, HasSubstr("preparing: no firmware"));
}

TEST_F(PrepareTest, EditsCannotBeHandedOnByPreStart) {
  Serve(kPreparingEntry);
  PreStart({"a"});
  Newest().done(ContainerEdits{.env = {{"A", "1"}}});

  EXPECT_EQ(Code::kInternal, answers.at(0).error().code);
}

TEST_F(PrepareTest, TheSameIdsInAnyOrderAreTheSameUse) {
  Serve(kPreparingEntry);
  PreStart({"a", "b"});
  const std::string use = Newest().request.use;
  PreStart({"b", "a"});
  EXPECT_EQ(use, Newest().request.use);
  PreStart({"b"});
  EXPECT_NE(use, Newest().request.use);
}

TEST_F(PrepareTest, Alc044PreStartWorksForDevicesThatAreHeldSinceBeforeThisProcess) {
  Hold("x/a", "a");
  Serve(kPreparingEntry);
  PreStart({"a"});
  Newest().done(ContainerEdits{});

  EXPECT_TRUE(answers.at(0).ok());
}

TEST_F(PrepareTest, AUseIsReleasedOnceWhenNothingOfItIsHeld) {
  Serve(kPreparingEntry);
  ASSERT_TRUE(Allocate("x/a", {"a", "b"}).ok());
  Hold("x/a", "a");
  Hold("x/a", "b");
  PreStart({"a", "b"});
  Newest().done(ContainerEdits{});
  loop.Advance(1min);
  EXPECT_TRUE(OrdersOf<order::Release>("preparing").empty());

  pod_resources.holdings.pop_back();
  loop.Advance(10s);
  EXPECT_TRUE(OrdersOf<order::Release>("preparing").empty()) << "a is still held";

  pod_resources.holdings.clear();
  loop.Advance(1min);
  const auto released = OrdersOf<order::Release>("preparing");
  ASSERT_EQ(1u, released.size());
  EXPECT_EQ(Newest().request.use, released[0].use);
  EXPECT_TRUE(NobodyIsAskedAnyMore());
}

TEST_F(PrepareTest, APreStartUnderWayIsAnsweredWhenThePluginStops) {
  Serve(kPreparingEntry);
  PreStart({"a"});
  set.reset();

  ASSERT_EQ(1u, answers.size());
  EXPECT_EQ(Code::kUnavailable, answers[0].error().code);
}

TEST_F(PrepareTest, HolderNamesSpeakOfDevices) {
  Hold("x/a", "a");
  Serve(kPreparingEntry);
  const HolderNames& names = holder_index->Of("preparing");

  EXPECT_EQ("ns/pod/c", names.HolderOf(DeviceId{"a"}));
  EXPECT_EQ(std::nullopt, names.HolderOf(DeviceId{"b"}));

  ASSERT_TRUE(Allocate("x/a", {"b"}).ok());
  EXPECT_EQ("", names.HolderOf(DeviceId{"b"})) << "given out, though no list names its pod yet";
  loop.Advance(11min);
  EXPECT_EQ(std::nullopt, names.HolderOf(DeviceId{"b"}));
}

}  // namespace
}  // namespace davit
