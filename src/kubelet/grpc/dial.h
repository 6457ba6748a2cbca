// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <memory>
#include <string>

#include <grpcpp/channel.h>

#include "davit/result.h"

namespace davit::kubelet {

/// A channel on a fresh connection to a unix socket, for one call. The connection is made here and
/// now, so that a socket nobody listens on is an error at once, and gRPC never tries again behind
/// our back. Never blocks.
///
/// Errors: kUnavailable (no socket, nobody listens, its queue is full), kInvalidArgument (path too
/// long), kPermissionDenied.
Result<std::shared_ptr<grpc::Channel>> DialUnix(const std::string& path, int max_receive_bytes);

}  // namespace davit::kubelet
