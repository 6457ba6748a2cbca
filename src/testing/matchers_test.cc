// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "davit/testing/matchers.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace davit::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const Result<std::string> kGood = std::string("0x15b3");
const Result<std::string> kBad = Error{Code::kNotFound, "reading vendor: no such file"};

TEST(MatchersTest, IsOkTellsAValueFromAnError) {
  EXPECT_THAT(kGood, IsOk());
  EXPECT_THAT(kBad, Not(IsOk()));
  EXPECT_THAT(Result<>(), IsOk());
}

TEST(MatchersTest, IsOkAndHoldsTakesAValueOrAMatcherOfIt) {
  EXPECT_THAT(kGood, IsOkAndHolds("0x15b3"));
  EXPECT_THAT(kGood, IsOkAndHolds(HasSubstr("15")));
  EXPECT_THAT(kGood, Not(IsOkAndHolds("0x8086")));
  EXPECT_THAT(kBad, Not(IsOkAndHolds("0x15b3")));
}

TEST(MatchersTest, HasCodeLooksAtTheCodeOfAnErrorOnly) {
  EXPECT_THAT(kBad, HasCode(Code::kNotFound));
  EXPECT_THAT(kBad, Not(HasCode(Code::kInternal)));
  EXPECT_THAT(kGood, Not(HasCode(Code::kNotFound)));
}

TEST(MatchersTest, HasErrorLooksAtTheMessageToo) {
  EXPECT_THAT(kBad, HasError(Code::kNotFound, "vendor"));
  EXPECT_THAT(kBad, Not(HasError(Code::kNotFound, "device")));
  EXPECT_THAT(kBad, Not(HasError(Code::kInternal, "vendor")));
}

TEST(MatchersTest, AFailureShowsTheErrorItself) {
  EXPECT_EQ(::testing::PrintToString(kBad), "NOT_FOUND: reading vendor: no such file");
  EXPECT_EQ(::testing::PrintToString(kGood), "OK: \"0x15b3\"");
}

}  // namespace
}  // namespace davit::testing
