// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "davit/error.h"

#include <cctype>
#include <cerrno>
#include <cstring>

namespace davit {
namespace {

Code CodeOfErrno(int error_number) {
  switch (error_number) {
    case ECANCELED:
      return Code::kCancelled;
    case EINVAL:
    case ENAMETOOLONG:
    case E2BIG:
    case EDOM:
    case EDESTADDRREQ:
    case ENOTSOCK:
    case EPROTOTYPE:
      return Code::kInvalidArgument;
    case ETIMEDOUT:
    case ETIME:
      return Code::kDeadlineExceeded;
    case ENOENT:
    case ENODEV:
    case ENXIO:
    case ESRCH:
      return Code::kNotFound;
    case EEXIST:
    case EADDRINUSE:
    case EALREADY:
      return Code::kAlreadyExists;
    case EACCES:
    case EPERM:
    case EROFS:
      return Code::kPermissionDenied;
    case ENOSPC:
    case EDQUOT:
    case EMFILE:
    case ENFILE:
    case ENOMEM:
    case EMLINK:
    case ENOBUFS:
    case EMSGSIZE:
    case EUSERS:
      return Code::kResourceExhausted;
    case EBUSY:
    case EISCONN:
    case EISDIR:
    case ENOTDIR:
    case ENOTEMPTY:
    case ENOTBLK:
    case EPIPE:
    case ETXTBSY:
    case EXDEV:
    case ELOOP:
      return Code::kFailedPrecondition;
    case EFBIG:
    case EOVERFLOW:
    case ERANGE:
      return Code::kOutOfRange;
    case ENOSYS:
    case EOPNOTSUPP:
    case EAFNOSUPPORT:
    case EPROTONOSUPPORT:
      return Code::kUnimplemented;
    case EAGAIN:
    case ECONNABORTED:
    case ECONNREFUSED:
    case ECONNRESET:
    case EHOSTDOWN:
    case EHOSTUNREACH:
    case EINTR:
    case EIO:
    case ENETDOWN:
    case ENETUNREACH:
    case ENOLCK:
    case ENOTCONN:
      return Code::kUnavailable;
    default:
      return Code::kUnknown;
  }
}

/// The kernel's words, their first letter small unless an abbreviation begins them.
std::string Describe(int error_number) {
  const char* words = strerrordesc_np(error_number);
  if (words == nullptr) return "error " + std::to_string(error_number);
  std::string text = words;
  if (text.size() > 1 && std::islower(static_cast<unsigned char>(text[1])) != 0) {
    text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
  }
  return text;
}

}  // namespace

std::string_view CodeName(Code code) {
  switch (code) {
    case Code::kOk:
      return "OK";
    case Code::kCancelled:
      return "CANCELLED";
    case Code::kUnknown:
      return "UNKNOWN";
    case Code::kInvalidArgument:
      return "INVALID_ARGUMENT";
    case Code::kDeadlineExceeded:
      return "DEADLINE_EXCEEDED";
    case Code::kNotFound:
      return "NOT_FOUND";
    case Code::kAlreadyExists:
      return "ALREADY_EXISTS";
    case Code::kPermissionDenied:
      return "PERMISSION_DENIED";
    case Code::kResourceExhausted:
      return "RESOURCE_EXHAUSTED";
    case Code::kFailedPrecondition:
      return "FAILED_PRECONDITION";
    case Code::kAborted:
      return "ABORTED";
    case Code::kOutOfRange:
      return "OUT_OF_RANGE";
    case Code::kUnimplemented:
      return "UNIMPLEMENTED";
    case Code::kInternal:
      return "INTERNAL";
    case Code::kUnavailable:
      return "UNAVAILABLE";
    case Code::kDataLoss:
      return "DATA_LOSS";
    case Code::kUnauthenticated:
      return "UNAUTHENTICATED";
  }
  return "UNKNOWN";
}

Error Annotate(std::string_view context, Error error) {
  error.message.insert(0, ": ").insert(0, context);
  return error;
}

Error ErrnoError(std::string_view context, int error_number) {
  return Annotate(context, Error{CodeOfErrno(error_number), Describe(error_number)});
}

}  // namespace davit
