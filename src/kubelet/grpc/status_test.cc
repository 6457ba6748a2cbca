// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/kubelet/grpc/status.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/testing/matchers.h"

namespace davit::kubelet {
namespace {

using testing::HasError;
using testing::IsOk;

TEST(StatusTest, CarriesCodeAndTextBothWays) {
  const Error error{Code::kFailedPrecondition, "device gpu0 is Unhealthy: XID 79"};

  const grpc::Status status = ToStatus(error);

  EXPECT_EQ(status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_THAT(FromStatus(status), HasError(error.code, error.message));
}

TEST(StatusTest, SuccessIsOkBothWays) {
  EXPECT_TRUE(ToStatus(Result<>()).ok());
  EXPECT_THAT(FromStatus(grpc::Status::OK), IsOk());
}

TEST(StatusTest, EscapesATextThatIsNoUtf8) {
  const grpc::Status status = ToStatus(Error{Code::kNotFound, "no device \xff\xfe"});

  EXPECT_EQ(status.error_message(), "no device \\xff\\xfe");
}

TEST(StatusTest, EscapesControlCharacters) {
  const grpc::Status status = ToStatus(Error{Code::kNotFound, "no device a\nb\x1b[2J"});

  EXPECT_EQ(status.error_message(), "no device a\\x0ab\\x1b[2J");
}

}  // namespace
}  // namespace davit::kubelet
