// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include <chrono>
#include <iostream>
#include <memory>
#include <string>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/davit/commands.h"
#include "apps/davit/table.h"
#include "src/backends/builtin_backends.h"
#include "src/base/stderr_log.h"
#include "src/daemon/config_source.h"
#include "src/daemon/device_survey.h"
#include "src/daemon/exit_code.h"

namespace davit {
namespace {

using nlohmann::json;

constexpr std::chrono::seconds kPatience{5};

struct Flags {
  DaemonOptions daemon;
  std::string output = "table";
};

std::string Since(const DeviceView& view) {
  for (const Fault& fault : view.device.faults) {
    if (fault.severity != Severity::kFatal) continue;
    return fmt::format("{:%Y-%m-%d %H:%M:%SZ}",
                       fmt::gmtime(std::chrono::system_clock::to_time_t(fault.since)));
  }
  return "";
}

std::string NumaText(const DeviceView& view) {
  std::string text;
  for (const NumaNode node : view.device.place.numa) {
    text += (text.empty() ? "" : ",") + std::to_string(node.value);
  }
  return text.empty() ? "-" : text;
}

std::string IdsText(const std::vector<std::string>& ids) {
  if (ids.empty()) return "-";
  return ids.size() == 1 ? ids[0] : fmt::format("{} and {} more", ids[0], ids.size() - 1);
}

void PrintTable(const Survey& survey) {
  Table table({"BACKEND", "DEVICE", "KIND", "HEALTH", "NUMA", "RESOURCE", "IDS", "REASON"});
  for (const DeviceView& view : survey.devices) {
    const std::string since = Since(view);
    table.Add({view.backend, view.device.id.value, view.device.kind,
               view.healthy ? Table::Cell("Healthy", Table::Color::kGreen)
                            : Table::Cell("Unhealthy", Table::Color::kRed),
               NumaText(view),
               view.resources.empty()
                   ? Table::Cell("-", Table::Color::kDim)
                   : Table::Cell(fmt::format("{}", fmt::join(view.resources, ", "))),
               IdsText(view.wire_ids),
               view.reason + (view.reason.empty() || since.empty() ? "" : " since " + since)});
  }
  if (table.empty()) {
    std::cout << "No devices found.\n";
    return;
  }
  std::cout << table.Text(WantsColor());
}

json ToJson(const AttributeValue& value) {
  return std::visit([](const auto& held) { return json(held); }, value);
}

json ToJson(const DeviceView& view) {
  json device = {
      {"backend", view.backend}, {"id", view.device.id.value},   {"kind", view.device.kind},
      {"healthy", view.healthy}, {"resources", view.resources},  {"ids", view.wire_ids},
      {"numa", json::array()},   {"attributes", json::object()}, {"faults", json::array()}};
  if (view.device.place.pci) device["pci"] = view.device.place.pci->value;
  if (view.device.parent) device["parent"] = view.device.parent->value;
  if (!view.healthy) device["reason"] = view.reason;
  for (const NumaNode node : view.device.place.numa) device["numa"].push_back(node.value);
  for (const auto& [name, value] : view.device.attributes) {
    device["attributes"][name] = ToJson(value);
  }
  for (const Fault& fault : view.device.faults) {
    device["faults"].push_back(
        {{"code", fault.code},
         {"severity", fault.severity == Severity::kFatal ? "fatal" : "warning"},
         {"text", fault.text},
         {"since", std::chrono::system_clock::to_time_t(fault.since)}});
  }
  return device;
}

int RunDevices(const Flags& flags) {
  const auto entries = EnabledEntries(flags.daemon, BuiltinBackends());
  Result<LoadedConfig> loaded = ReadConfig(flags.daemon, entries);
  if (!loaded.ok()) {
    std::cerr << loaded.error().message << '\n';
    return kExitConfig;
  }
  for (const std::string& warning : loaded->warnings) std::cerr << "warning: " << warning << '\n';
  StderrLog log(LogLevel::kWarning, LogFormat::kText);
  Result<Survey> survey = SurveyDevices(flags.daemon, loaded->config, entries, log, kPatience);
  if (!survey.ok()) {
    std::cerr << survey.error().message << '\n';
    return kExitConfig;
  }
  for (const std::string& backend : survey->silent) {
    std::cerr << "warning: backend " << backend << " said nothing within 5 s\n";
  }
  if (flags.output == "json") {
    json devices = json::array();
    for (const DeviceView& view : survey->devices) devices.push_back(ToJson(view));
    std::cout << json{{"devices", devices}, {"silentBackends", survey->silent}}.dump(
                     2, ' ', false, json::error_handler_t::replace)
              << '\n';
  } else {
    PrintTable(*survey);
  }
  return kExitOk;
}

}  // namespace

void AddDevicesCommand(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand(
      "devices",
      "Show what each backend finds here, how it is, and which resource takes it.\n"
      "Runs the backends itself, read-only; a running daemon is not asked.");
  auto flags = std::make_shared<Flags>();
  command->add_option("--config", flags->daemon.config, "davit.yaml; without one, the defaults")
      ->type_name("FILE");
  command->add_option("--host-root", flags->daemon.host_root, "where the host's / is seen")
      ->type_name("DIR")
      ->capture_default_str();
  command->add_flag("--enable-fake", flags->daemon.enable_fake,
                    "the backend of made-up devices too");
  command->add_option("--output", flags->output, "table or json")
      ->check(CLI::IsMember({"table", "json"}))
      ->capture_default_str();
  command->callback([flags, &exit_code] { exit_code = RunDevices(*flags); });
}

}  // namespace davit
