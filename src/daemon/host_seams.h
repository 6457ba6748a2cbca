// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <map>
#include <memory>
#include <string>

#include "davit/backend.h"
#include "davit/host.h"
#include "src/plugin/holder_index.h"

namespace davit {

/// What the daemon gives each backend to see of the machine: the seams of contract 6, one log with
/// the backend's name before each line. Made once; outlives every backend. For is called on the
/// loop, the seams themselves from any thread.
class HostSeams {
 public:
  /// `state_dir` is made when the first file is written; empty where nothing may be written.
  HostSeams(const std::string& host_root, const std::string& state_dir, Log& log,
            const Clock& clock, HolderIndex& holders);
  ~HostSeams();

  Host For(const BackendEntry& entry);

  /// Errors: kNotFound, kFailedPrecondition: nothing can be found below `host_root`.
  static Result<> CheckHostRoot(const std::string& host_root);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace davit
