// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/testing/fake_loop.h"

#include <unistd.h>

#include <array>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/fd.h"

namespace davit::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Pipe {
  Pipe() {
    std::array<int, 2> ends{};
    EXPECT_EQ(::pipe(ends.data()), 0);
    reader.Reset(ends[0]);
    writer.Reset(ends[1]);
  }
  void Put() const { EXPECT_EQ(::write(writer.get(), "x", 1), 1); }
  void Take() const {
    char c = 0;
    EXPECT_EQ(::read(reader.get(), &c, 1), 1);
  }

  UniqueFd reader;
  UniqueFd writer;
};

class FakeLoopTest : public ::testing::Test {
 protected:
  EventLoop::Task Say(std::string what) {
    return [this, what] { said_.push_back(what); };
  }

  FakeLoop loop_;
  std::vector<std::string> said_;
};

TEST_F(FakeLoopTest, RunsPostedTasksInOrderAndOnlyWhenAsked) {
  loop_.Post(Say("a"));
  loop_.Post(Say("b"));
  EXPECT_THAT(said_, IsEmpty());

  loop_.RunPending();

  EXPECT_THAT(said_, ElementsAre("a", "b"));
}

TEST_F(FakeLoopTest, AdvanceStopsAtEveryTimerOnTheWay) {
  const SteadyTime start = loop_.clock().Now();
  std::vector<SteadyTime::duration> at;
  std::unique_ptr<EventLoop::Handle> second;
  const auto first = loop_.After(10ms, [&] {
    at.push_back(loop_.clock().Now() - start);
    second = loop_.After(10ms, [&] { at.push_back(loop_.clock().Now() - start); });
  });

  loop_.Advance(19ms);
  EXPECT_THAT(at, ElementsAre(10ms));

  loop_.Advance(1ms);
  EXPECT_THAT(at, ElementsAre(10ms, 20ms));
}

TEST_F(FakeLoopTest, TimersOfOneTimeRunInTheOrderMade) {
  const auto a = loop_.After(5ms, Say("a"));
  const auto b = loop_.After(5ms, Say("b"));

  loop_.Advance(5ms);

  EXPECT_THAT(said_, ElementsAre("a", "b"));
}

TEST_F(FakeLoopTest, AHandleDestroyedByAnotherTaskOfTheSameTimeNeverRuns) {
  std::unique_ptr<EventLoop::Handle> b;
  const auto a = loop_.After(5ms, [&] { b.reset(); });
  b = loop_.After(5ms, Say("b"));

  loop_.Advance(1h);

  EXPECT_THAT(said_, IsEmpty());
}

TEST_F(FakeLoopTest, AWatchRunsUntilItsDescriptorIsRead) {
  const Pipe pipe;
  int runs = 0;
  const auto watch = loop_.WatchReadable(pipe.reader.get(), [&] {
    if (++runs == 2) pipe.Take();
  });

  loop_.RunPending();
  EXPECT_EQ(runs, 0);

  pipe.Put();
  loop_.RunPending();
  EXPECT_EQ(runs, 2);
}

TEST_F(FakeLoopTest, RunUntilWaitsForAnotherThread) {
  std::jthread other([&] { loop_.Post(Say("posted")); });

  EXPECT_TRUE(loop_.RunUntil([&] { return !said_.empty(); }));
}

TEST_F(FakeLoopTest, RunUntilGivesUpAtItsLimit) {
  EXPECT_FALSE(loop_.RunUntil([] { return false; }, 1ms));
}

TEST(FakeLoopDeathTest, AWatchThatNeverReadsEndsTheTest) {
  FakeLoop loop;
  const Pipe pipe;
  pipe.Put();
  const auto watch = loop.WatchReadable(pipe.reader.get(), [] {});

  EXPECT_DEATH(loop.RunPending(), "comes to an end");
}

}  // namespace
}  // namespace davit::testing
