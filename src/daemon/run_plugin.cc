// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "davit/plugin.h"
#include "src/base/stderr_log.h"
#include "src/daemon/config_source.h"
#include "src/daemon/daemon.h"
#include "src/daemon/exit_code.h"
#include "src/daemon/options.h"

namespace davit {
namespace {

std::optional<std::string> ProcessEnvironment(std::string_view name) {
  const char* value = std::getenv(std::string(name).c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

int Check(const DaemonOptions& options, std::span<const BackendEntry* const> entries) {
  StderrLog log(LogLevel::kWarning, LogFormat::kText);
  Result<LoadedConfig> loaded = CheckConfig(options, EnabledEntries(options, entries), log);
  if (!loaded.ok()) {
    std::cerr << loaded.error().message << '\n';
    return kExitConfig;
  }
  for (const std::string& warning : loaded->warnings) std::cerr << "warning: " << warning << '\n';
  std::cout << (options.config.empty() ? "defaults" : options.config) << ": good, "
            << loaded->config.resources.size() << " resources\n";
  return kExitOk;
}

}  // namespace

int RunPlugin(int argc, char** argv, std::span<const BackendEntry* const> entries) {
  const std::vector<std::string> args(argv, argv + argc);
  Result<DaemonOptions> options = ParseCommandLine(args, ProcessEnvironment, entries);
  if (!options.ok()) {
    std::cerr << (args.empty() ? "davitd" : args[0]) << ": " << options.error().message << '\n';
    return options.error().code == Code::kFailedPrecondition ? kExitConfig : kExitUsage;
  }
  if (options->print) {
    std::cout << *options->print;
    return kExitOk;
  }
  if (!options->worker.empty()) {
    std::cerr << "davitd: --worker: not built yet\n";
    return kExitUsage;
  }
  if (options->check) return Check(*options, entries);
  StderrLog log(options->log_level, options->log_format);
  return RunDaemon(*options, entries, log);
}

}  // namespace davit
