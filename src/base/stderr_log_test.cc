// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/base/stderr_log.h"

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace davit {
namespace {

using ::testing::MatchesRegex;

/// What is written to stderr while `write` runs.
template <class Write>
std::string Captured(Write write) {
  ::testing::internal::CaptureStderr();
  write();
  return ::testing::internal::GetCapturedStderr();
}

constexpr char kTime[] = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{3}Z";

TEST(StderrLogTest, TextHasTimeLevelAndLine) {
  StderrLog log;

  EXPECT_THAT(Captured([&] { log.Warning("{} is 100% down"); }),
              MatchesRegex(std::string(kTime) + " warning [{][}] is 100% down\n"));
}

TEST(StderrLogTest, JsonIsOneObjectALine) {
  StderrLog log(LogLevel::kInfo, LogFormat::kJson);

  EXPECT_THAT(Captured([&] { log.Error("say \"x\"\\"); }),
              MatchesRegex(std::string("[{]\"time\":\"") + kTime +
                           "\",\"level\":\"error\",\"message\":"
                           "\"say [\\]\"x[\\]\"[\\][\\]\"[}]\n"));
}

TEST(StderrLogTest, ALineStaysOneLineWhateverItHolds) {
  for (const LogFormat format : {LogFormat::kText, LogFormat::kJson}) {
    StderrLog log(LogLevel::kInfo, format);
    const std::string out = Captured([&] { log.Info("a\nERROR forged\r\x1b[2K\xff"); });

    EXPECT_EQ(std::count(out.begin(), out.end(), '\n'), 1);
    EXPECT_EQ(out.find('\r'), std::string::npos);
    EXPECT_EQ(out.find('\x1b'), std::string::npos);
    EXPECT_EQ(out.find('\xff'), std::string::npos);
  }
}

TEST(StderrLogTest, DropsWhatIsBelowItsLevel) {
  StderrLog log(LogLevel::kWarning);

  EXPECT_EQ(Captured([&] {
              log.Debug("x");
              log.Info("x");
            }),
            "");
  EXPECT_NE(Captured([&] { log.Warning("x"); }), "");
}

TEST(StderrLogTest, LinesOfManyThreadsDoNotMix) {
  StderrLog log;
  const std::string out = Captured([&] {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread) {
      threads.emplace_back([&] {
        for (int i = 0; i < 100; ++i) log.Info("the whole line");
      });
    }
  });

  std::size_t whole = 0;
  for (std::size_t at = 0; (at = out.find("info the whole line\n", at)) != std::string::npos;
       ++at) {
    ++whole;
  }
  EXPECT_EQ(whole, 400u);
}

}  // namespace
}  // namespace davit
