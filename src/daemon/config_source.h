// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <span>
#include <string>
#include <vector>

#include "davit/backend.h"
#include "davit/result.h"
#include "src/config/backend_schema.h"
#include "src/config/rules.h"
#include "src/daemon/options.h"

namespace davit {

/// A configuration as it was found, with what deserves a warning.
struct LoadedConfig {
  config::Config config;
  std::vector<std::string> warnings;
  std::string text;  ///< of the file, to tell a change from a touch; empty without a file
};

/// The configuration that the options ask for: the file, a personality's, or the default resources
/// of every entry. Blocks on the disk. Errors: every fault of the file in one message, a line
/// each.
Result<LoadedConfig> ReadConfig(const DaemonOptions& options,
                                std::span<const BackendEntry* const> entries);

/// The same, and every backend that it needs is made once, without being run, so that what only a
/// backend can refuse is found too.
Result<LoadedConfig> CheckConfig(const DaemonOptions& options,
                                 std::span<const BackendEntry* const> entries, Log& log);

/// The entries that these options let run.
std::vector<const BackendEntry*> EnabledEntries(const DaemonOptions& options,
                                                std::span<const BackendEntry* const> entries);

/// What the config room must know of the entries.
std::vector<config::BackendSchema> SchemasOf(std::span<const BackendEntry* const> entries);

}  // namespace davit
