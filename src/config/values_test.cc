// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/config/values.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/testing/matchers.h"

namespace davit::config {
namespace {

using davit::testing::HasError;
using davit::testing::IsOkAndHolds;
using namespace std::chrono_literals;

ConfigNode Plain(std::string text) { return ConfigNode::Scalar(std::move(text)); }
ConfigNode InQuotes(std::string text) { return ConfigNode::Scalar(std::move(text), true); }

TEST(ValuesTest, ReadsWholeNumbers) {
  EXPECT_THAT(AsInteger(Plain("42")), IsOkAndHolds(42));
  EXPECT_THAT(AsInteger(Plain("-1")), IsOkAndHolds(-1));
  EXPECT_THAT(AsInteger(Plain("+7")), IsOkAndHolds(7));
  EXPECT_THAT(AsInteger(Plain("0")), IsOkAndHolds(0));
}

TEST(ValuesTest, RefusesWhatIsNoWholeNumber) {
  for (const char* text : {"", "x", "1.5", "1e3", "0x10", "010", "1_000", "99999999999999999999",
                           "--1", "+-1", " 1"}) {
    EXPECT_THAT(AsInteger(Plain(text)), HasError(Code::kInvalidArgument, "expected a whole number"))
        << text;
  }
  EXPECT_THAT(AsInteger(InQuotes("1")),
              HasError(Code::kInvalidArgument, "expected a whole number, got \"1\""));
  EXPECT_THAT(AsInteger(ConfigNode()),
              HasError(Code::kInvalidArgument, "expected a whole number, got nothing"));
}

TEST(ValuesTest, ReadsNumbersButNeitherInfinityNorNan) {
  EXPECT_THAT(AsNumber(Plain("1.5")), IsOkAndHolds(1.5));
  EXPECT_THAT(AsNumber(Plain("-2e3")), IsOkAndHolds(-2000.0));
  for (const char* text : {"inf", "nan", ".inf", "1e999", "x", ".5"}) {
    EXPECT_THAT(AsNumber(Plain(text)), HasError(Code::kInvalidArgument, "a number")) << text;
  }
}

TEST(ValuesTest, ReadsOnlyTrueAndFalseAsBools) {
  EXPECT_THAT(AsBool(Plain("true")), IsOkAndHolds(true));
  EXPECT_THAT(AsBool(Plain("False")), IsOkAndHolds(false));
  EXPECT_THAT(AsBool(Plain("yes")),
              HasError(Code::kInvalidArgument, "expected true or false, got \"yes\""));
  EXPECT_THAT(AsBool(InQuotes("true")), HasError(Code::kInvalidArgument, "got \"true\""));
}

TEST(ValuesTest, ReadsDurations) {
  EXPECT_THAT(AsDuration(Plain("50ms")), IsOkAndHolds(50ms));
  EXPECT_THAT(AsDuration(Plain("10s")), IsOkAndHolds(10s));
  EXPECT_THAT(AsDuration(Plain("1m30s")), IsOkAndHolds(90s));
  EXPECT_THAT(AsDuration(InQuotes("1h")), IsOkAndHolds(1h));
  for (const char* text : {"", "10", "s", "-1s", "1.5s", "10 s", "9999999999999999h", "5d"}) {
    EXPECT_THAT(AsDuration(Plain(text)), HasError(Code::kInvalidArgument, "expected a duration"))
        << text;
  }
}

TEST(ValuesTest, TakesAnyScalarAsAStringAsWritten) {
  EXPECT_THAT(AsString(Plain("0123")), IsOkAndHolds("0123"));
  EXPECT_THAT(AsString(ConfigNode()), HasError(Code::kInvalidArgument, "got nothing"));
  EXPECT_THAT(AsString(ConfigNode::List({})), HasError(Code::kInvalidArgument, "got a list"));
}

TEST(ValuesTest, FallsBackWhereAKeyIsAbsent) {
  const ConfigNode map = ConfigNode::Map(
      {{"a", Plain("3")}, {"b", Plain("true")}, {"l", ConfigNode::List({Plain("x"), Plain("y")})}});

  EXPECT_EQ(IntegerOr(map, "a", 1), 3);
  EXPECT_EQ(IntegerOr(map, "z", 1), 1);
  EXPECT_TRUE(BoolOr(map, "b", false));
  EXPECT_EQ(StringOr(map, "z", "no"), "no");
  EXPECT_EQ(DurationOr(map, "z", 5s), 5s);
  EXPECT_THAT(StringsUnder(map, "l"), ::testing::ElementsAre("x", "y"));
  EXPECT_TRUE(StringsUnder(map, "z").empty());
}

TEST(ValuesTest, QuotesStringsThatSomeReaderWouldTakeForSomethingElse) {
  for (const char* text :
       {"1", "true", "null", "", "~", "007", "0000:3b:00.0", "yes", ".5", "-x"}) {
    EXPECT_TRUE(StringNode(text).quoted) << text;
  }
  for (const char* text : {"fuse", "/dev/fuse", "trueish", "v1"}) {
    EXPECT_FALSE(StringNode(text).quoted) << text;
  }
}

TEST(ValuesTest, ShowsLongAndOddTextShortAndSafe) {
  EXPECT_EQ(Quoted("a\"b\n"), "\"a\\\"b\\x0a\"");
  EXPECT_EQ(Quoted(std::string(59, 'x') + "ü"), "\"" + std::string(59, 'x') + "…\"");
}

}  // namespace
}  // namespace davit::config
