// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <string>

#include "src/base/event_loop.h"
#include "src/kubelet/grpc/loop_calls.h"
#include "src/plugin/pod_resources.h"

namespace davit::kubelet {

/// Asks v1.PodResourcesLister/List over gRPC, each time on a fresh connection (the kubelet makes
/// a new socket at every start). Lives on the loop; no answer comes after it is destroyed.
class PodResourcesClient final : public PodResourcesSource {
 public:
  /// `socket`: /var/lib/kubelet/pod-resources/kubelet.sock, as we see it.
  PodResourcesClient(EventLoop& loop, std::string socket);

  void List(std::chrono::milliseconds timeout,
            std::function<void(Result<std::vector<Holding>>)> done) override;

 private:
  const std::string socket_;
  LoopCalls calls_;
};

}  // namespace davit::kubelet
