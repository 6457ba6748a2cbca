// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/base/change_log.h"

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/testing/fake_clock.h"
#include "davit/testing/recording_log.h"

namespace davit {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using Line = testing::RecordingLog::Line;

class ChangeLogTest : public ::testing::Test {
 protected:
  testing::RecordingLog log_;
  testing::FakeClock clock_;
  ChangeLog changes_{log_, clock_};
};

TEST_F(ChangeLogTest, SaysTheSameThingOnce) {
  for (int i = 0; i < 3; ++i) changes_.Report("fuse", LogLevel::kInfo, "fuse is there");

  EXPECT_THAT(log_.lines(), ElementsAre(Line{LogLevel::kInfo, "fuse is there"}));
}

TEST_F(ChangeLogTest, SaysWhatChangedAndWhatChangedBack) {
  changes_.Report("fuse", LogLevel::kInfo, "up");
  changes_.Report("fuse", LogLevel::kWarning, "down");
  changes_.Report("fuse", LogLevel::kInfo, "up");

  EXPECT_EQ(log_.lines().size(), 3u);
}

TEST_F(ChangeLogTest, AnotherWordingOfTheSameMatterIsNoNewsAndRemindsInItsNewestWords) {
  changes_.Report("fuse", LogLevel::kWarning, "socket closed", "unavailable");
  clock_.Advance(599s);
  changes_.Report("fuse", LogLevel::kWarning, "transport closed", "unavailable");
  clock_.Advance(1s);
  changes_.Report("fuse", LogLevel::kWarning, "broken pipe", "unavailable");
  changes_.Report("fuse", LogLevel::kWarning, "broken pipe", "refused");

  EXPECT_THAT(log_.lines(), ElementsAre(Line{LogLevel::kWarning, "socket closed"},
                                        Line{LogLevel::kWarning, "broken pipe"},
                                        Line{LogLevel::kWarning, "broken pipe"}));
}

TEST_F(ChangeLogTest, KeepsKeysApart) {
  changes_.Report("a", LogLevel::kInfo, "same line");
  changes_.Report("b", LogLevel::kInfo, "same line");

  EXPECT_EQ(log_.lines().size(), 2u);
}

TEST_F(ChangeLogTest, RemindsOfALastingFaultAtMostEveryTenMinutes) {
  for (int second = 0; second < 1200; ++second) {
    changes_.Report("fuse", LogLevel::kError, "down");
    clock_.Advance(1s);
  }

  EXPECT_EQ(log_.lines().size(), 2u) << "at 0 and at 600 seconds";
}

TEST_F(ChangeLogTest, NeverRemindsOfWhatIsNoFault) {
  changes_.Report("fuse", LogLevel::kInfo, "up");
  clock_.Advance(24h);
  changes_.Report("fuse", LogLevel::kInfo, "up");

  EXPECT_EQ(log_.lines().size(), 1u);
}

TEST_F(ChangeLogTest, ClearSaysThatItIsOverOnceAndMakesTheNextReportNews) {
  changes_.Clear("fuse", "never was");
  changes_.Report("fuse", LogLevel::kError, "down");
  changes_.Clear("fuse", "up again");
  changes_.Clear("fuse", "up again");
  changes_.Report("fuse", LogLevel::kError, "down");

  EXPECT_THAT(log_.lines(),
              ElementsAre(Line{LogLevel::kError, "down"}, Line{LogLevel::kInfo, "up again"},
                          Line{LogLevel::kError, "down"}));
}

TEST_F(ChangeLogTest, ClearWithoutALineIsSilent) {
  changes_.Report("fuse", LogLevel::kDebug, "x");
  changes_.Clear("fuse");

  EXPECT_EQ(log_.lines().size(), 1u);
}

TEST_F(ChangeLogTest, ManyThreadsSayEachThingOnce) {
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 8; ++thread) {
      threads.emplace_back([&] {
        for (int i = 0; i < 200; ++i) {
          changes_.Report("key " + std::to_string(i), LogLevel::kError, "down");
        }
      });
    }
  }

  EXPECT_EQ(log_.lines().size(), 200u);
}

}  // namespace
}  // namespace davit
