// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "davit/result.h"
#include "src/model/answer.h"

namespace davit::kubelet {

/// What one Register call says (kubelet.md §1.1, RegisterRequest; version is always v1beta1).
struct Registration {
  std::string endpoint;  ///< the socket's file name
  std::string resource;
  PluginOptions options;
};

/// Calls Registration/Register on kubelet.sock. Built over gRPC in kubelet/grpc.
class Registrar {
 public:
  virtual ~Registrar() = default;

  /// Dials afresh and registers; `done` is called once, on the loop, at the latest after
  /// `deadline`. Called on the loop; never blocks; several may be under way.
  /// Errors: the kubelet's own status; kUnavailable (nobody listens), kDeadlineExceeded.
  virtual void Register(const Registration& registration, std::chrono::milliseconds deadline,
                        std::function<void(Result<>)> done) = 0;
};

}  // namespace davit::kubelet
