// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/base/asio_loop.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/fd.h"

namespace davit {
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

class AsioLoopTest : public ::testing::Test {
 protected:
  EventLoop::Task Say(std::string what) {
    return [this, what] { said_.push_back(what); };
  }

  AsioLoop loop_;
  std::vector<std::string> said_;
};

TEST_F(AsioLoopTest, RunsPostedTasksInOrderOnItsThread) {
  std::thread::id on;
  loop_.Post(Say("a"));
  loop_.Post([&] {
    on = std::this_thread::get_id();
    loop_.Post(Say("c"));
    loop_.Post([&] { loop_.Stop(); });
  });
  loop_.Post(Say("b"));

  loop_.Run();

  EXPECT_THAT(said_, ElementsAre("a", "b", "c"));
  EXPECT_EQ(on, std::this_thread::get_id());
}

TEST_F(AsioLoopTest, EveryTaskOfManyThreadsRunsAndEachThreadsInOrder) {
  constexpr int kThreads = 8;
  constexpr int kTasks = 500;
  std::vector<std::pair<int, int>> ran;
  int left = kThreads * kTasks;
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < kThreads; ++thread) {
      threads.emplace_back([&, thread] {
        for (int task = 0; task < kTasks; ++task) {
          loop_.Post([&, thread, task] {
            ran.emplace_back(thread, task);
            if (--left == 0) loop_.Stop();
          });
        }
      });
    }
    loop_.Run();
  }

  std::stable_sort(ran.begin(), ran.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  ASSERT_EQ(ran.size(), std::size_t{kThreads} * kTasks);
  for (std::size_t i = 0; i < ran.size(); ++i) {
    ASSERT_EQ(ran[i].second, static_cast<int>(i) % kTasks);
  }
}

TEST_F(AsioLoopTest, RunWaitsForStopFromAnotherThread) {
  std::jthread other([&] { loop_.Stop(); });

  loop_.Run();  // returns, or the test's time limit ends it
}

TEST_F(AsioLoopTest, StopKeepsWhatIsBehindItFromRunning) {
  loop_.Post([&] { loop_.Stop(); });
  loop_.Post(Say("late"));

  loop_.Run();

  EXPECT_THAT(said_, IsEmpty());
}

TEST_F(AsioLoopTest, TimersRunOnceInTheOrderOfTheirTimes) {
  const SteadyTime start = loop_.clock().Now();
  const auto last = loop_.After(3ms, [&] { loop_.Stop(); });
  const auto second = loop_.After(2ms, Say("second"));
  const auto first = loop_.After(1ms, Say("first"));

  loop_.Run();

  EXPECT_THAT(said_, ElementsAre("first", "second"));
  EXPECT_GE(loop_.clock().Now() - start, 3ms);
}

TEST_F(AsioLoopTest, ATimerWhoseHandleWentAwayNeverRuns) {
  auto gone = loop_.After(0ns, Say("gone"));
  gone.reset();
  const auto end = loop_.After(1ms, [&] { loop_.Stop(); });

  loop_.Run();

  EXPECT_THAT(said_, IsEmpty());
}

TEST_F(AsioLoopTest, ATimerThatIsDueIsStillStoppedByItsHandle) {
  // Both expire before the loop looks, so that both completions are queued together; the first
  // destroys the second's handle.
  std::unique_ptr<EventLoop::Handle> second;
  const auto first = loop_.After(-2ms, [&] { second.reset(); });
  second = loop_.After(-1ms, Say("second"));
  const auto end = loop_.After(1ms, [&] { loop_.Stop(); });

  loop_.Run();

  EXPECT_THAT(said_, IsEmpty());
}

TEST_F(AsioLoopTest, ATaskMayDestroyItsOwnHandle) {
  std::unique_ptr<EventLoop::Handle> timer;
  const auto text = std::make_shared<std::string>("still here");
  timer = loop_.After(0ns, [&, text] {
    timer.reset();
    said_.push_back(*text);
    loop_.Stop();
  });

  loop_.Run();

  EXPECT_THAT(said_, ElementsAre("still here"));
}

TEST_F(AsioLoopTest, AWatchRunsForAsLongAsTheDescriptorIsReadable) {
  const Pipe pipe;
  pipe.Put();
  int runs = 0;
  const auto watch = loop_.WatchReadable(pipe.reader.get(), [&] {
    if (++runs < 3) return;  // not read: level triggered
    pipe.Take();
    loop_.Stop();
  });

  loop_.Run();

  EXPECT_EQ(runs, 3);
}

TEST_F(AsioLoopTest, AWatchRunsAgainForNewBytes) {
  const Pipe pipe;
  int runs = 0;
  const auto watch = loop_.WatchReadable(pipe.reader.get(), [&] {
    pipe.Take();
    if (++runs == 2) return loop_.Stop();
    loop_.Post([&] { pipe.Put(); });
  });
  pipe.Put();

  loop_.Run();

  EXPECT_EQ(runs, 2);
}

TEST_F(AsioLoopTest, AWatchSeesTheOtherEndClose) {
  Pipe pipe;
  const auto watch = loop_.WatchReadable(pipe.reader.get(), [&] { loop_.Stop(); });
  pipe.writer.Reset();

  loop_.Run();  // returns, or the test's time limit ends it
}

TEST_F(AsioLoopTest, AWatchWhoseHandleWentAwayNeverRunsAndLeavesTheDescriptorOpen) {
  const Pipe pipe;
  pipe.Put();
  auto watch = loop_.WatchReadable(pipe.reader.get(), Say("gone"));
  loop_.Post([&] { watch.reset(); });
  const auto end = loop_.After(1ms, [&] { loop_.Stop(); });

  loop_.Run();

  pipe.Take();
  EXPECT_LE(said_.size(), 1u) << "at most before the handle went away";
}

TEST_F(AsioLoopTest, AWatchMayDestroyItsOwnHandle) {
  const Pipe pipe;
  pipe.Put();
  std::unique_ptr<EventLoop::Handle> watch;
  watch = loop_.WatchReadable(pipe.reader.get(), [&] {
    watch.reset();
    said_.emplace_back("once");
  });
  const auto end = loop_.After(2ms, [&] { loop_.Stop(); });

  loop_.Run();

  EXPECT_THAT(said_, ElementsAre("once"));
}

TEST_F(AsioLoopTest, ADescriptorIsWatchedAgainAfterItsWatchWentAway) {
  const Pipe pipe;
  auto first = loop_.WatchReadable(pipe.reader.get(), Say("first"));
  first.reset();
  const auto second = loop_.WatchReadable(pipe.reader.get(), [&] { loop_.Stop(); });
  pipe.Put();

  loop_.Run();

  EXPECT_THAT(said_, IsEmpty());
}

TEST_F(AsioLoopTest, SignalsRunOnTheLoopEveryTime) {
  std::vector<int> seen;
  const auto watch = loop_.WatchSignal(SIGUSR1, [&](int signal) {
    seen.push_back(signal);
    if (seen.size() == 2) return loop_.Stop();
    std::raise(SIGUSR1);
  });
  loop_.Post([] { std::raise(SIGUSR1); });

  loop_.Run();

  EXPECT_THAT(seen, ElementsAre(SIGUSR1, SIGUSR1));
}

TEST_F(AsioLoopTest, TwoSignalsAreWatchedApart) {
  const auto hup = loop_.WatchSignal(SIGHUP, [&](int) {
    said_.emplace_back("hup");
    std::raise(SIGUSR2);
  });
  const auto usr = loop_.WatchSignal(SIGUSR2, [&](int) {
    said_.emplace_back("usr2");
    loop_.Stop();
  });
  loop_.Post([] { std::raise(SIGHUP); });

  loop_.Run();

  EXPECT_THAT(said_, ElementsAre("hup", "usr2"));
}

TEST_F(AsioLoopTest, WhatIsStillPostedIsDestroyedWithTheLoop) {
  const auto held = std::make_shared<int>(0);
  {
    AsioLoop loop;
    loop.Post([held] {});
    const auto timer = loop.After(1h, [held] {});
    EXPECT_EQ(held.use_count(), 3);
  }

  EXPECT_EQ(held.use_count(), 1);
}

}  // namespace
}  // namespace davit
