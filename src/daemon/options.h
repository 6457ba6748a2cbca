// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "davit/backend.h"
#include "davit/log.h"
#include "davit/result.h"
#include "src/base/stderr_log.h"
#include "src/config/rules.h"

namespace davit {

/// Looks up one environment variable.
using Environment = std::function<std::optional<std::string>(std::string_view)>;

/// What the command line decided: contract 10. Paths are as this process sees them, never below
/// `host_root`.
struct DaemonOptions {
  std::string program = "davitd";
  std::string socket_prefix = "davit";
  std::string config;  ///< empty: the entries' default resources
  std::string socket_dir = "/var/lib/kubelet/device-plugins";
  std::string pod_resources = "/var/lib/kubelet/pod-resources/kubelet.sock";
  std::string host_root = "/";
  std::string plugins_registry;  ///< not empty: watcher mode
  std::string state_dir;         ///< empty: davit.state below the socket directory
  LogLevel log_level = LogLevel::kInfo;
  LogFormat log_format = LogFormat::kText;
  bool check = false;
  bool enable_fake = false;
  std::string worker;  ///< the backend to run as a worker process

  std::optional<config::Config> fixed_config;  ///< a personality's, in place of a file
  std::vector<std::string> warnings;           ///< to be logged at the start
  std::optional<std::string> print;            ///< print this and exit 0 (--help, --version)
};

/// Reads davitd's own command line, or the replaced plugin's when the last part of `args[0]` is
/// the name of a personality among `entries`. Never exits, never prints.
/// Errors: kInvalidArgument (exit 2); kFailedPrecondition for a personality's configuration
/// (exit 3).
Result<DaemonOptions> ParseCommandLine(std::span<const std::string> args, const Environment& env,
                                       std::span<const BackendEntry* const> entries);

/// The paths that follow from others filled in.
std::string StateDirOf(const DaemonOptions& options);

}  // namespace davit
