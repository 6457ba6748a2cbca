// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <string>
#include <string_view>

namespace davit {

/// The canonical gRPC status codes, with gRPC's own numbers, so that an error crosses the socket
/// without a table. kOk never stands in an Error.
enum class Code : int {
  kOk = 0,
  kCancelled = 1,
  kUnknown = 2,
  kInvalidArgument = 3,
  kDeadlineExceeded = 4,
  kNotFound = 5,
  kAlreadyExists = 6,
  kPermissionDenied = 7,
  kResourceExhausted = 8,
  kFailedPrecondition = 9,
  kAborted = 10,
  kOutOfRange = 11,
  kUnimplemented = 12,
  kInternal = 13,
  kUnavailable = 14,
  kDataLoss = 15,
  kUnauthenticated = 16,
};

/// "NOT_FOUND" and its kin, as gRPC spells them.
std::string_view CodeName(Code code);

/// Why something could not be done: a code for programs and one line for people, lower case, no
/// full stop, from the outside in ("reading /sys/bus/pci/…/vendor: permission denied").
struct Error {
  Code code = Code::kUnknown;
  std::string message;

  friend bool operator==(const Error&, const Error&) = default;
};

/// The same error with what the caller was doing put before it: "<context>: <message>".
Error Annotate(std::string_view context, Error error);

/// An error from an errno value, its code chosen by the value (ENOENT is kNotFound, EACCES and
/// EPERM kPermissionDenied, EEXIST kAlreadyExists, ENOSPC kResourceExhausted …):
/// "<context>: no such file or directory".
Error ErrnoError(std::string_view context, int error_number);

}  // namespace davit
