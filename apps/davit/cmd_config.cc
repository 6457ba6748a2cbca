// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include <iostream>
#include <memory>
#include <string>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "apps/davit/commands.h"
#include "apps/davit/table.h"
#include "src/backends/builtin_backends.h"
#include "src/base/stderr_log.h"
#include "src/config/davit_keys.h"
#include "src/config/read_file.h"
#include "src/daemon/config_source.h"
#include "src/daemon/exit_code.h"
#include "src/plugin/personality.h"

namespace davit {
namespace {

using nlohmann::json;

/// A davit.yaml may be checked on a laptop for any node, so every backend is known here.
DaemonOptions OptionsFor(const std::string& file) {
  DaemonOptions options;
  options.config = file;
  options.enable_fake = true;
  return options;
}

int Check(const std::string& file) {
  StderrLog log(LogLevel::kWarning, LogFormat::kText);
  const Result<LoadedConfig> loaded = CheckConfig(OptionsFor(file), BuiltinBackends(), log);
  if (!loaded.ok()) {
    std::cerr << loaded.error().message << '\n';
    return kExitConfig;
  }
  for (const std::string& warning : loaded->warnings) std::cerr << "warning: " << warning << '\n';
  std::cout << file << ": good\n";
  Table table({"RESOURCE", "BACKEND", "SELECTORS"});
  for (const config::ResourceRule& rule : loaded->config.resources) {
    table.Add({rule.name, rule.backend, std::to_string(rule.selectors.size())});
  }
  if (!table.empty()) std::cout << table.Text(WantsColor());
  return kExitOk;
}

int Convert(const std::string& from, const std::string& file) {
  const FoundPersonality found = FindPersonality(BuiltinBackends(), from);
  if (found.personality == nullptr || found.personality->convert == nullptr) {
    std::cerr << fmt::format("davit config convert: nothing is known of \"{}\"; known:", from);
    for (const BackendEntry* entry : BuiltinBackends()) {
      if (!entry->personalities.empty()) std::cerr << ' ' << entry->name;
    }
    std::cerr << '\n';
    return kExitUsage;
  }
  const Result<config::FileText> text = config::ReadConfigFile(file);
  if (!text.ok()) {
    std::cerr << text.error().message << '\n';
    return kExitConfig;
  }
  const Result<std::string> converted = found.personality->convert(text->text, file);
  if (!converted.ok()) {
    std::cerr << converted.error().message << '\n';
    return kExitConfig;
  }
  std::cout << *converted;
  return kExitOk;
}

int Keys(const std::string& output) {
  const auto rows = config::DavitKeyRows(SchemasOf(BuiltinBackends()));
  if (output == "markdown") {
    std::cout << config::KeysMarkdown(rows);
  } else if (output == "json") {
    json keys = json::array();
    for (const config::KeyRow& row : rows) {
      keys.push_back({{"key", row.path},
                      {"type", row.type},
                      {"default", row.default_text},
                      {"meaning", row.meaning}});
    }
    std::cout << keys.dump(2) << '\n';
  } else {
    Table table({"KEY", "TYPE", "DEFAULT", "MEANING"});
    for (const config::KeyRow& row : rows) {
      table.Add({row.path, row.type, row.default_text, row.meaning});
    }
    std::cout << table.Text(WantsColor());
  }
  return kExitOk;
}

}  // namespace

void AddConfigCommand(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("config", "Check, convert and explain davit.yaml");
  command->require_subcommand(1);
  auto file = std::make_shared<std::string>();
  auto from = std::make_shared<std::string>();
  auto output = std::make_shared<std::string>("table");

  CLI::App* check = command->add_subcommand("check", "Say whether a davit.yaml is good");
  check->add_option("FILE", *file, "the davit.yaml")->required();
  check->callback([file, &exit_code] { exit_code = Check(*file); });

  CLI::App* convert = command->add_subcommand(
      "convert", "Print the davit.yaml that does what another plugin's file does");
  convert->add_option("--from", *from, "whose file it is: generic")->required();
  convert->add_option("FILE", *file, "the other plugin's file")->required();
  convert->callback([from, file, &exit_code] { exit_code = Convert(*from, *file); });

  CLI::App* keys = command->add_subcommand("keys", "Print every key: type, default, meaning");
  keys->add_option("--output", *output, "table, markdown or json")
      ->check(CLI::IsMember({"table", "markdown", "json"}))
      ->capture_default_str();
  keys->callback([output, &exit_code] { exit_code = Keys(*output); });
}

}  // namespace davit
