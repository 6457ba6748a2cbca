// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <chrono>
#include <span>
#include <string>
#include <vector>

#include "davit/backend.h"
#include "davit/result.h"
#include "src/daemon/config_source.h"
#include "src/plugin/resource_set.h"

namespace davit {

/// What one look at the machine found.
struct Survey {
  std::vector<DeviceView> devices;
  std::vector<std::string> silent;  ///< backends that had published nothing when time was up
};

/// Runs the backends of a configuration by themselves, read-only and without a kubelet, until each
/// has published once or `patience` is over. Blocks; makes an event loop of its own.
Result<Survey> SurveyDevices(const DaemonOptions& options, const config::Config& config,
                             std::span<const BackendEntry* const> entries, Log& log,
                             std::chrono::milliseconds patience);

}  // namespace davit
