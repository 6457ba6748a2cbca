// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "davit/backend.h"
#include "davit/host.h"
#include "davit/result.h"

namespace davit {

/// Runs one backend: on a thread of its own here, in a worker process later (contract 8), with
/// nothing above it changing. Changed options restart that backend alone, the old snapshot standing
/// until the new one is ready.
///
/// Owned and called by the loop. The destructor sends Stop and joins.
class BackendHost {
 public:
  virtual ~BackendHost() = default;

  /// Queues an order. Never blocks.
  virtual void Send(Order order) = 0;
};

/// A backend on a thread of this process. `publish` is called on that thread.
/// Errors: what the entry's Create says of the options.
Result<std::unique_ptr<BackendHost>> StartBackendThread(const BackendEntry& entry, Host host,
                                                        const ConfigNode& options,
                                                        PublishSnapshot publish);

}  // namespace davit
