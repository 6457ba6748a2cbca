// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <chrono>
#include <functional>
#include <vector>

#include "davit/result.h"
#include "src/model/holders.h"

namespace davit {

/// Asks the kubelet which containers hold which devices (pod-resources v1 List). Built over gRPC
/// in kubelet/grpc; a fake in tests.
class PodResourcesSource {
 public:
  virtual ~PodResourcesSource() = default;

  /// Asks once; `done` is called once, on the loop, at the latest after `timeout`. Called on the
  /// loop; never blocks. Errors: kUnavailable (no socket, no answer), kUnimplemented.
  virtual void List(std::chrono::milliseconds timeout,
                    std::function<void(Result<std::vector<Holding>>)> done) = 0;
};

}  // namespace davit
