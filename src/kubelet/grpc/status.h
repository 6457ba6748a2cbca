// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <grpcpp/support/status.h>

#include "davit/result.h"

namespace davit::kubelet {

/// The error as it crosses the socket: same code, same text, with control characters and bytes that
/// are no UTF-8 escaped: the text ends up in logs and events, and a client in Go would refuse the
/// whole answer for the latter.
grpc::Status ToStatus(const Error& error);

/// OK for success, else as above.
grpc::Status ToStatus(const Result<>& result);

/// What a call came back with.
Result<> FromStatus(const grpc::Status& status);

}  // namespace davit::kubelet
