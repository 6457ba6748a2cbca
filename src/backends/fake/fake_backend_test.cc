// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/backends/fake/fake_backend.h"

#include <future>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/testing/matchers.h"
#include "davit/testing/temp_tree.h"
#include "src/backends/testing/backend_run.h"

namespace davit::fake {
namespace {

using davit::testing::BackendRun;
using davit::testing::FindDevice;
using davit::testing::HasError;
using davit::testing::IdsOf;
using davit::testing::IsOk;
using davit::testing::TempTree;
using ::testing::ElementsAre;
using ::testing::Pair;
using ::testing::SizeIs;

constexpr std::string_view kTwoGpus = R"(
control: /run/control
devices: [{id: gpu0, kind: gpu}, {id: gpu1, kind: gpu}]
)";

bool HasFault(const Snapshot& snapshot, std::string_view id) {
  const Device* device = FindDevice(snapshot, id);
  return device != nullptr && !device->faults.empty();
}

class FakeBackendTest : public ::testing::Test {
 protected:
  FakeBackendTest() { tree_.MakeDirectory("run"); }

  TempTree tree_;
};

TEST_F(FakeBackendTest, PublishesItsDevicesAtOnce) {
  BackendRun run(kEntry, tree_, kTwoGpus);

  const Snapshot first = run.WaitForNext();

  EXPECT_EQ(first.state, Snapshot::State::kReady);
  EXPECT_THAT(IdsOf(first), ElementsAre("gpu0", "gpu1"));
}

TEST_F(FakeBackendTest, PublishesOnceForAWholeControlFile) {
  BackendRun run(kEntry, tree_, kTwoGpus);
  run.WaitForNext();

  tree_.Write("run/control", "unhealthy gpu0 xid-79 fell off the bus\nremove gpu1\n");
  const Snapshot next = run.WaitForNext();

  EXPECT_THAT(IdsOf(next), ElementsAre("gpu0"));
  EXPECT_TRUE(HasFault(next, "gpu0"));
}

TEST_F(FakeBackendTest, TakesAControlFileThatIsMovedIntoPlace) {
  BackendRun run(kEntry, tree_, kTwoGpus);
  run.WaitForNext();

  tree_.Write("run/new", "unhealthy gpu1 x\n");
  tree_.Move("run/new", "run/control");

  EXPECT_TRUE(HasFault(run.WaitForNext(), "gpu1"));
}

TEST_F(FakeBackendTest, CarriesOutOnlyTheLinesThatWereAdded) {
  tree_.Write("run/control", "add gpu2\n");
  BackendRun run(kEntry, tree_, kTwoGpus);
  EXPECT_THAT(IdsOf(run.WaitForNext()), ElementsAre("gpu0", "gpu1", "gpu2"));

  tree_.Write("run/control", "add gpu2\nadd gpu3\n");

  EXPECT_THAT(IdsOf(run.WaitForNext()), ElementsAre("gpu0", "gpu1", "gpu2", "gpu3"));
  EXPECT_EQ(run.log.Count("already"), 0);
}

TEST_F(FakeBackendTest, CarriesOutNothingOfAFileWithAWrongLine) {
  BackendRun run(kEntry, tree_, kTwoGpus);
  run.WaitForNext();

  tree_.Write("run/control", "unhealthy gpu0 x\nbogus\n");
  ASSERT_TRUE(run.log.WaitFor("line 2: no command is called 'bogus'"));
  tree_.Write("run/control", "unhealthy gpu1 x\n");

  const Snapshot next = run.WaitForNext();
  EXPECT_FALSE(HasFault(next, "gpu0"));
  EXPECT_TRUE(HasFault(next, "gpu1"));
}

TEST_F(FakeBackendTest, SaysOfARetiredDeviceThatItNeverComesBack) {
  BackendRun run(kEntry, tree_, kTwoGpus);
  run.WaitForNext();

  tree_.Write("run/control", "retire gpu0\n");

  const Snapshot marked = run.WaitForNext();
  EXPECT_EQ(FindDevice(marked, "gpu0")->when_gone, WhenGone::kRetired);
  EXPECT_THAT(IdsOf(run.WaitForNext()), ElementsAre("gpu1"));
}

TEST_F(FakeBackendTest, WaitsAndJudgesAgainWhenTold) {
  BackendRun run(kEntry, tree_, "{control: /run/control, waitingFor: the driver, devices: []}");
  const Snapshot first = run.WaitForNext();
  EXPECT_EQ(first.state, Snapshot::State::kWaiting);
  EXPECT_EQ(first.waiting_for, "the driver");

  tree_.Write("run/control", "ready\n");

  EXPECT_EQ(run.WaitForNext().state, Snapshot::State::kReady);
}

TEST_F(FakeBackendTest, AnswersNothingWhileItHangsAndStopsAllTheSame) {
  BackendRun run(kEntry, tree_, kTwoGpus);
  run.WaitForNext();

  tree_.Write("run/control", "unhealthy gpu0 x\nhang\nunhealthy gpu1 x\n");
  EXPECT_FALSE(HasFault(run.WaitForNext(), "gpu1"));
  ASSERT_TRUE(run.log.WaitFor("hangs"));
  bool answered = false;
  run.Send(order::Prepare{.request = {.use = "u"},
                          .deadline = {},
                          .done = [&](Result<ContainerEdits>) { answered = true; }});
  run.Stop();

  EXPECT_EQ(run.count(), 2u);
  EXPECT_FALSE(answered);
}

TEST_F(FakeBackendTest, CatchesUpAfterAHang) {
  BackendRun run(kEntry, tree_, kTwoGpus);
  run.WaitForNext();

  tree_.Write("run/control", "hang 20ms\nunhealthy gpu1 x\n");

  EXPECT_TRUE(HasFault(run.WaitForNext(), "gpu1"));
}

TEST_F(FakeBackendTest, ReachesTheNumberOfAnAssignmentOnceItIsSetUp) {
  BackendRun run(kEntry, tree_, "{setupTime: 10ms, devices: [{id: gpu0, needsSetup: true}]}");
  EXPECT_EQ(run.WaitForNext().applied, 0u);

  run.Send(order::Assignment{.number = 7, .lines = {{{"gpu0"}, {.resource = "a/b"}}}});

  EXPECT_EQ(run.WaitForNext().applied, 7u);
}

TEST_F(FakeBackendTest, PreparesARequestAndLetsItGo) {
  BackendRun run(kEntry, tree_, "{prepareTime: 10ms, devices: [{id: gpu0}]}");
  std::promise<Result<ContainerEdits>> answer;

  run.Send(order::Prepare{.request = {.use = "use-1", .items = {{.device = {"gpu0"}}}},
                          .deadline = {},
                          .done = [&](Result<ContainerEdits> edits) { answer.set_value(edits); }});

  EXPECT_THAT(answer.get_future().get(), IsOk());
  EXPECT_TRUE(run.log.WaitFor("prepared use-1"));
  run.Send(order::Release{"use-1"});
  EXPECT_TRUE(run.log.WaitFor("released use-1"));
}

TEST_F(FakeBackendTest, RefusesToPrepareWithTheReasonThatItWasGiven) {
  tree_.Write("run/control", "refuse gpu0 in maintenance\n");
  BackendRun run(kEntry, tree_, kTwoGpus);
  run.WaitForNext();
  std::promise<Result<ContainerEdits>> answer;

  run.Send(order::Prepare{.request = {.use = "use-1", .items = {{.device = {"gpu0"}}}},
                          .deadline = {},
                          .done = [&](Result<ContainerEdits> edits) { answer.set_value(edits); }});

  EXPECT_THAT(answer.get_future().get(), HasError(Code::kFailedPrecondition, "in maintenance"));
}

TEST_F(FakeBackendTest, FlipsOneAmongTenThousand) {
  BackendRun run(kEntry, tree_,
                 "{control: /run/control, devices: [{id: \"d{n}\", count: 10000, nodes: [{path: "
                 "/dev/null}]}]}");
  EXPECT_THAT(run.WaitForNext().devices, SizeIs(10000));

  tree_.Write("run/control", "unhealthy d7777 x\n");

  EXPECT_TRUE(HasFault(run.WaitForNext(), "d7777"));
}

TEST(FakeEntryTest, ComposesWhatTheSelectorAsksFor) {
  Request request{.items = {{.device = {"gpu0"}}, {.device = {"gpu1"}}}};
  request.options = ConfigNode::Map({{"composeEnv", ConfigNode::Scalar("FAKE_IDS")},
                                     {"composeAnnotation", ConfigNode::Scalar("fake/ids")}});

  const auto composition = kEntry.compose({}, request);

  ASSERT_THAT(composition, IsOk());
  ASSERT_THAT(composition->groups, SizeIs(1));
  EXPECT_THAT(composition->groups[0].edits.env, ElementsAre(Pair("FAKE_IDS", "gpu0,gpu1")));
  EXPECT_THAT(composition->annotations, ElementsAre(Pair("fake/ids", "gpu0,gpu1")));
}

TEST(FakeEntryTest, ComposesARefusal) {
  Request request;
  request.options = ConfigNode::Map({{"composeRefuses", ConfigNode::Scalar("not today")}});

  EXPECT_THAT(kEntry.compose({}, request), HasError(Code::kFailedPrecondition, "not today"));
}

TEST(FakeEntryTest, MakesAnIdForEachShare) {
  EXPECT_EQ(kEntry.share_id({.id = {"gpu0"}}, 2), "gpu0/fake2");
}

}  // namespace
}  // namespace davit::fake
