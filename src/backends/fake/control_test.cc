// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/backends/fake/control.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/testing/matchers.h"

namespace davit::fake {
namespace {

using davit::testing::HasError;
using davit::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

Result<std::vector<Command>> Parse(std::string_view text) { return ParseControl(SplitLines(text)); }

TEST(ControlTest, ReadsIdCodeAndTheRestOfTheLineAsText) {
  const auto commands = Parse("unhealthy gpu3 xid-79  fell off the bus \n");

  ASSERT_THAT(commands, IsOk());
  ASSERT_EQ(commands->size(), 1u);
  EXPECT_EQ(commands->front().verb, Verb::kUnhealthy);
  EXPECT_EQ(commands->front().id, "gpu3");
  EXPECT_EQ(commands->front().code, "xid-79");
  EXPECT_EQ(commands->front().text, "fell off the bus");
}

TEST(ControlTest, PassesOverBlankLinesAndCommentsButCountsThem) {
  const auto commands = Parse("# demo\n\n   \r\nready\n");

  ASSERT_THAT(commands, IsOk());
  ASSERT_EQ(commands->size(), 1u);
  EXPECT_EQ(commands->front().line, 4);
}

TEST(ControlTest, ReadsTheSettingsOfAdd) {
  const auto commands = Parse("add gpu9 kind=gpu numa=0,1 model=A=B\n");

  ASSERT_THAT(commands, IsOk());
  EXPECT_THAT(commands->front().settings,
              ElementsAre(Pair("kind", "gpu"), Pair("numa", "0,1"), Pair("model", "A=B")));
}

TEST(ControlTest, ReadsHowLongToHang) {
  const auto commands = Parse("hang 1m30s\nhang\n");

  ASSERT_THAT(commands, IsOk());
  EXPECT_EQ((*commands)[0].duration, std::chrono::seconds(90));
  EXPECT_EQ((*commands)[1].duration, std::nullopt);
}

TEST(ControlTest, RefusesTheWholeFileForOneWrongLineAndNamesIt) {
  EXPECT_THAT(Parse("ready\nunhealty gpu3 x\n"),
              HasError(Code::kInvalidArgument, "line 2: no command is called 'unhealty'"));
  EXPECT_THAT(Parse("remove\n"), HasError(Code::kInvalidArgument, "line 1: remove needs the id"));
  EXPECT_THAT(Parse("warn gpu1\n"), HasError(Code::kInvalidArgument, "needs the code of a fault"));
  EXPECT_THAT(Parse("ready now\n"), HasError(Code::kInvalidArgument, "nothing follows ready"));
  EXPECT_THAT(Parse("hang soon\n"), HasError(Code::kInvalidArgument, "line 1: expected"));
  EXPECT_THAT(Parse("add gpu9 loose\n"), HasError(Code::kInvalidArgument, "is not KEY=VALUE"));
}

TEST(ControlTest, FindsNothingInAnEmptyFile) {
  const auto commands = Parse("");

  ASSERT_THAT(commands, IsOk());
  EXPECT_THAT(*commands, IsEmpty());
}

}  // namespace
}  // namespace davit::fake
