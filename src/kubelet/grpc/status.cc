// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/kubelet/grpc/status.h"

#include "src/base/escape.h"

namespace davit::kubelet {
namespace {

constexpr bool Same(Code code, grpc::StatusCode status) {
  return static_cast<int>(code) == static_cast<int>(status);
}

static_assert(Same(Code::kOk, grpc::StatusCode::OK));
static_assert(Same(Code::kCancelled, grpc::StatusCode::CANCELLED));
static_assert(Same(Code::kUnknown, grpc::StatusCode::UNKNOWN));
static_assert(Same(Code::kInvalidArgument, grpc::StatusCode::INVALID_ARGUMENT));
static_assert(Same(Code::kDeadlineExceeded, grpc::StatusCode::DEADLINE_EXCEEDED));
static_assert(Same(Code::kNotFound, grpc::StatusCode::NOT_FOUND));
static_assert(Same(Code::kAlreadyExists, grpc::StatusCode::ALREADY_EXISTS));
static_assert(Same(Code::kPermissionDenied, grpc::StatusCode::PERMISSION_DENIED));
static_assert(Same(Code::kResourceExhausted, grpc::StatusCode::RESOURCE_EXHAUSTED));
static_assert(Same(Code::kFailedPrecondition, grpc::StatusCode::FAILED_PRECONDITION));
static_assert(Same(Code::kAborted, grpc::StatusCode::ABORTED));
static_assert(Same(Code::kOutOfRange, grpc::StatusCode::OUT_OF_RANGE));
static_assert(Same(Code::kUnimplemented, grpc::StatusCode::UNIMPLEMENTED));
static_assert(Same(Code::kInternal, grpc::StatusCode::INTERNAL));
static_assert(Same(Code::kUnavailable, grpc::StatusCode::UNAVAILABLE));
static_assert(Same(Code::kDataLoss, grpc::StatusCode::DATA_LOSS));
static_assert(Same(Code::kUnauthenticated, grpc::StatusCode::UNAUTHENTICATED));

}  // namespace

grpc::Status ToStatus(const Error& error) {
  return {static_cast<grpc::StatusCode>(error.code), Escape(error.message)};
}

grpc::Status ToStatus(const Result<>& result) {
  return result.ok() ? grpc::Status::OK : ToStatus(result.error());
}

Result<> FromStatus(const grpc::Status& status) {
  if (status.ok()) return {};
  const int code = static_cast<int>(status.error_code());
  const bool known = code > 0 && code <= static_cast<int>(Code::kUnauthenticated);
  return Error{known ? static_cast<Code>(code) : Code::kUnknown, status.error_message()};
}

}  // namespace davit::kubelet
