// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/daemon/config_source.h"

#include <utility>

#include "src/config/load.h"
#include "src/config/read_file.h"
#include "src/daemon/backend_set.h"
#include "src/daemon/host_seams.h"
#include "src/plugin/schema_of.h"

namespace davit {
namespace {

config::Config DefaultConfig(std::span<const BackendEntry* const> entries) {
  config::Config config;
  for (const BackendEntry* entry : entries) {
    config.backends.emplace(entry->name, ConfigNode::Map({}));
    if (entry->default_resources == nullptr) continue;
    for (config::ResourceRule& rule : entry->default_resources()) {
      config.resources.push_back(std::move(rule));
    }
  }
  return config;
}

}  // namespace

Result<LoadedConfig> ReadConfig(const DaemonOptions& options,
                                std::span<const BackendEntry* const> entries) {
  if (options.fixed_config) return LoadedConfig{*options.fixed_config, {}, {}};
  if (options.config.empty()) return LoadedConfig{DefaultConfig(entries), {}, {}};
  ASSIGN_OR_RETURN(config::FileText file, config::ReadConfigFile(options.config));
  ASSIGN_OR_RETURN(config::Loaded loaded,
                   config::LoadConfig(file.text, options.config, SchemasOf(entries)));
  std::vector<std::string> warnings = std::move(file.warnings);
  warnings.insert(warnings.end(), loaded.warnings.begin(), loaded.warnings.end());
  return LoadedConfig{std::move(loaded.config), std::move(warnings), std::move(file.text)};
}

Result<LoadedConfig> CheckConfig(const DaemonOptions& options,
                                 std::span<const BackendEntry* const> entries, Log& log) {
  ASSIGN_OR_RETURN(LoadedConfig loaded, ReadConfig(options, entries));
  const SystemClock clock;
  const Holders holders(clock);
  HolderIndex holder_index(holders);
  HostSeams seams(options.host_root, "", log, clock, holder_index);
  const std::map<std::string, ConfigNode> wanted = WantedBackends(loaded.config);
  for (const BackendEntry* entry : entries) {
    const auto backend = wanted.find(std::string(entry->name));
    if (backend == wanted.end()) continue;
    Host host = seams.For(*entry);
    Result<std::unique_ptr<Backend>> made = entry->create(host, backend->second);
    if (!made.ok()) {
      const std::string where = options.config.empty() ? "" : options.config + ": ";
      return Annotate(where + "backend " + backend->first, std::move(made).error());
    }
  }
  return loaded;
}

std::vector<const BackendEntry*> EnabledEntries(const DaemonOptions& options,
                                                std::span<const BackendEntry* const> entries) {
  std::vector<const BackendEntry*> enabled;
  for (const BackendEntry* entry : entries) {
    if (!entry->for_tests || options.enable_fake) enabled.push_back(entry);
  }
  return enabled;
}

std::vector<config::BackendSchema> SchemasOf(std::span<const BackendEntry* const> entries) {
  std::vector<config::BackendSchema> schemas;
  schemas.reserve(entries.size());
  for (const BackendEntry* entry : entries) schemas.push_back(SchemaOf(*entry));
  return schemas;
}

}  // namespace davit
