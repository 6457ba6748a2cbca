// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include <algorithm>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "davit/plugin.h"
#include "src/base/escape.h"
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

/// An error's lines, fit for a terminal.
void PrintError(std::string_view prefix, std::string_view text) {
  for (std::size_t end = 0; !text.empty(); text.remove_prefix(std::min(end + 1, text.size()))) {
    end = std::min(text.find('\n'), text.size());
    std::cerr << prefix << Escape(text.substr(0, end)) << '\n';
  }
}

int Check(const DaemonOptions& options, std::span<const BackendEntry* const> entries) {
  StderrLog log(LogLevel::kWarning, LogFormat::kText);
  Result<LoadedConfig> loaded = CheckConfig(options, EnabledEntries(options, entries), log);
  if (!loaded.ok()) {
    PrintError("", loaded.error().message);
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
    PrintError("", options.error().message);
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
  try {
    return RunDaemon(*options, entries, log);
  } catch (const std::exception& error) {  // a library's; ours are Results
    log.Error(std::string("internal error: ") + error.what());
    return kExitInternal;
  }
}

}  // namespace davit
