// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <string>

#include "src/base/event_loop.h"
#include "src/kubelet/grpc/loop_calls.h"
#include "src/kubelet/registrar.h"

namespace davit::kubelet {

/// Registers over gRPC, each time on a fresh connection. Lives on the loop; no answer comes after
/// it is destroyed.
class GrpcRegistrar final : public Registrar {
 public:
  /// `kubelet_socket`: where the kubelet listens, <device plugin directory>/kubelet.sock.
  GrpcRegistrar(EventLoop& loop, std::string kubelet_socket);

  void Register(const Registration& registration, std::chrono::milliseconds deadline,
                std::function<void(Result<>)> done) override;

 private:
  const std::string kubelet_socket_;
  LoopCalls calls_;
};

}  // namespace davit::kubelet
