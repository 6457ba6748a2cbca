// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "davit/error.h"

#include <cerrno>

#include <gtest/gtest.h>

#include "davit/result.h"
#include "davit/testing/matchers.h"

namespace davit {
namespace {

using testing::HasError;
using testing::IsOkAndHolds;

TEST(ErrorTest, AnnotatePutsTheContextBefore) {
  const Error inner{Code::kNotFound, "no such file or directory"};

  EXPECT_EQ(Annotate("reading vendor", inner),
            (Error{Code::kNotFound, "reading vendor: no such file or directory"}));
}

TEST(ErrorTest, ErrnoErrorSpeaksInTheHousesWay) {
  EXPECT_EQ(ErrnoError("opening /dev/x", ENOENT),
            (Error{Code::kNotFound, "opening /dev/x: no such file or directory"}));
}

TEST(ErrorTest, ErrnoErrorChoosesTheCodeByTheNumber) {
  EXPECT_EQ(ErrnoError("x", EACCES).code, Code::kPermissionDenied);
  EXPECT_EQ(ErrnoError("x", EPERM).code, Code::kPermissionDenied);
  EXPECT_EQ(ErrnoError("x", EROFS).code, Code::kPermissionDenied);
  EXPECT_EQ(ErrnoError("x", EEXIST).code, Code::kAlreadyExists);
  EXPECT_EQ(ErrnoError("x", ENOSPC).code, Code::kResourceExhausted);
  EXPECT_EQ(ErrnoError("x", EMFILE).code, Code::kResourceExhausted);
  EXPECT_EQ(ErrnoError("x", ENOTDIR).code, Code::kFailedPrecondition);
  EXPECT_EQ(ErrnoError("x", ECONNREFUSED).code, Code::kUnavailable);
  EXPECT_EQ(ErrnoError("x", ETIMEDOUT).code, Code::kDeadlineExceeded);
  EXPECT_EQ(ErrnoError("x", EINVAL).code, Code::kInvalidArgument);
}

TEST(ErrorTest, ErrnoErrorNamesANumberThatTheSystemDoesNotKnow) {
  EXPECT_EQ(ErrnoError("x", 99999), (Error{Code::kUnknown, "x: error 99999"}));
}

TEST(ErrorTest, CodesAreSpelledAsInGrpc) {
  EXPECT_EQ(CodeName(Code::kOk), "OK");
  EXPECT_EQ(CodeName(Code::kNotFound), "NOT_FOUND");
  EXPECT_EQ(CodeName(Code::kFailedPrecondition), "FAILED_PRECONDITION");
  EXPECT_EQ(CodeName(Code::kUnauthenticated), "UNAUTHENTICATED");
}

Result<int> Half(int number) {
  if (number % 2 != 0) return Error{Code::kInvalidArgument, std::to_string(number) + " is odd"};
  return number / 2;
}

Result<int> Quarter(int number) {
  ASSIGN_OR_RETURN(const int half, Half(number));
  return Half(half);
}

Result<> MustBeEven(int number) {
  RETURN_IF_ERROR(Half(number));
  return {};
}

TEST(ResultTest, MacrosHandOnTheErrorAndYieldTheValue) {
  EXPECT_THAT(Quarter(8), IsOkAndHolds(2));
  EXPECT_THAT(Quarter(6), HasError(Code::kInvalidArgument, "3 is odd"));
  EXPECT_THAT(MustBeEven(5), HasError(Code::kInvalidArgument, "5 is odd"));
  EXPECT_TRUE(MustBeEven(4).ok());
}

}  // namespace
}  // namespace davit
