// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/backends/generic/personality.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "davit/version.h"
#include "src/backends/generic/legacy_file.h"
#include "src/backends/generic/legacy_spec.h"
#include "src/backends/generic/options.h"
#include "src/config/parse.h"
#include "src/config/problems.h"
#include "src/config/read_file.h"
#include "src/config/schema.h"

namespace davit::generic {
namespace {

using Environment = std::function<std::optional<std::string>(std::string_view)>;

constexpr std::string_view kHelp =
    R"(davitd in the place of generic-device-plugin: any device node, file or USB device as a resource.

  --config FILE            configuration file (else /etc/generic-device-plugin/config.yaml,
                           ./config.yaml)
  --device SPEC            a device as YAML or JSON; may be repeated; replaces those of the file
  --domain DOMAIN          of the resources (squat.ai)
  --listen ADDRESS         accepted; nothing listens yet
  --log-level LEVEL        all, debug, info, warn, error or none (info)
  --plugin-directory DIR   the kubelet's (/var/lib/kubelet/device-plugins/)
  --version                print the version
  --help                   print this

Each flag may also come from the environment (PLUGIN_DIRECTORY) or, but --config, from the file.
)";

constexpr std::array<std::string_view, 6> kTextFlags = {"config", "device",    "domain",
                                                        "listen", "log-level", "plugin-directory"};

/// The command line as flag → values.
struct Flags {
  std::map<std::string, std::vector<std::string>, std::less<>> values;
  bool help = false;
  bool version = false;
  std::vector<std::string> warnings;

  std::optional<std::string> Last(std::string_view name) const {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional(found->second.back());
  }
};

Result<bool> ReadBool(std::string_view flag, std::string_view text) {
  if (text == "true" || text == "1" || text == "t") return true;
  if (text == "false" || text == "0" || text == "f") return false;
  return Error{Code::kInvalidArgument,
               fmt::format("--{}: expected true or false, got \"{}\"", flag, text)};
}

Result<Flags> ParseFlags(std::span<const std::string> args) {
  Flags flags;
  for (std::size_t i = 0; i < args.size(); ++i) {
    const std::string& arg = args[i];
    if (arg == "-h") {
      flags.help = true;
      continue;
    }
    if (!arg.starts_with("-")) {
      flags.warnings.push_back(fmt::format("the argument \"{}\" is ignored", arg));
      continue;
    }
    if (arg == "--") break;
    const auto equals = arg.find('=');
    const std::string name = arg.substr(0, equals);
    const std::string_view bare =
        std::string_view(name).substr(std::min<std::size_t>(2, name.size()));
    if (name == "--help" || name == "--version") {
      const auto value =
          equals == std::string::npos ? Result<bool>(true) : ReadBool(bare, arg.substr(equals + 1));
      if (!value.ok()) return value.error();
      (bare == "help" ? flags.help : flags.version) = *value;
      continue;
    }
    const bool is_known =
        name.starts_with("--") && std::ranges::find(kTextFlags, bare) != kTextFlags.end();
    if (!is_known) {
      return Error{Code::kInvalidArgument, fmt::format("unknown flag {}; see --help", name)};
    }
    if (equals == std::string::npos && i + 1 == args.size()) {
      return Error{Code::kInvalidArgument, fmt::format("{} needs a value", name)};
    }
    flags.values[std::string(bare)].push_back(equals == std::string::npos ? args[++i]
                                                                          : arg.substr(equals + 1));
  }
  return flags;
}

/// "log-level" is LOG_LEVEL.
std::string EnvironmentName(std::string_view flag) {
  std::string name(flag);
  for (char& c : name) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c == '-' || c == '.') c = '_';
  }
  return name;
}

Error NotConfigured(Error error) {
  error.code = Code::kFailedPrecondition;
  return error;
}

Result<std::optional<LogLevel>> ReadLogLevel(const std::string& text,
                                             std::vector<std::string>& warnings) {
  if (text == "all" || text == "debug") return std::optional(LogLevel::kDebug);
  if (text == "info") return std::optional(LogLevel::kInfo);
  if (text == "warn") return std::optional(LogLevel::kWarning);
  if (text == "none") warnings.emplace_back("log-level none: errors are written all the same");
  if (text == "error" || text == "none") return std::optional(LogLevel::kError);
  return Error{
      Code::kFailedPrecondition,
      fmt::format("log-level: expected all, debug, info, warn, error or none, got \"{}\"", text)};
}

/// The file that --config or CONFIG names, else the first that is there, else nothing.
Result<LegacyFile> ReadFile(const std::optional<std::string>& named,
                            std::span<const std::string> search) {
  std::vector<std::string> paths(search.begin(), search.end());
  if (named) paths = {*named};
  for (const std::string& path : paths) {
    auto file = config::ReadConfigFile(path);
    if (!file.ok() && !named && file.error().code == Code::kNotFound) continue;
    if (!file.ok()) return NotConfigured(file.error());
    auto read = ParseLegacyFile(file->text, path);
    if (!read.ok()) return NotConfigured(read.error());
    std::ranges::copy(file->warnings, std::back_inserter(read->warnings));
    return read;
  }
  return LegacyFile{};
}

/// Each value of --device, which replaces the devices of the file.
Result<std::vector<ConfigNode>> ReadDeviceFlags(const std::vector<std::string>& values,
                                                std::vector<std::string>& warnings) {
  std::vector<ConfigNode> devices;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::string place = fmt::format("--device {}", i + 1);
    auto node = config::ParseYaml(values[i], place);
    if (!node.ok()) return NotConfigured(node.error());
    config::Problems problems(place);
    devices.push_back(TranslateSpec(*node, problems));
    config::CheckMap(devices.back(), DeviceKeys(), "", problems);
    if (auto fits = problems.ToResult(); !fits.ok()) return NotConfigured(fits.error());
    std::ranges::move(problems.Warnings(), std::back_inserter(warnings));
  }
  return devices;
}

Result<Launch> Parse(std::span<const std::string> args, const Environment& env) {
  static const std::vector<std::string> kSearch = {"/etc/generic-device-plugin/config.yaml",
                                                   "config.yaml"};
  return ParseLegacyCommandLine(args, env, kSearch);
}

}  // namespace

Result<Launch> ParseLegacyCommandLine(std::span<const std::string> args, const Environment& env,
                                      std::span<const std::string> search) {
  ASSIGN_OR_RETURN(Flags flags, ParseFlags(args));
  Launch launch;
  launch.warnings = std::move(flags.warnings);
  if (flags.help) launch.print = std::string(kHelp);
  if (flags.version) {
    launch.print = "davitd " + std::string(kVersion) + " in the place of generic-device-plugin\n";
  }
  if (launch.print) return launch;

  const auto given = [&](std::string_view flag, const std::optional<std::string>& in_file) {
    if (auto value = flags.Last(flag)) return value;
    if (auto value = env(EnvironmentName(flag)); value && !value->empty()) return value;
    return in_file;
  };
  if (const auto device = env("DEVICE"); device && !device->empty() && !flags.Last("device")) {
    return Error{Code::kFailedPrecondition,
                 "the environment variable DEVICE cannot name devices; use --device or the file"};
  }
  ASSIGN_OR_RETURN(LegacyFile file, ReadFile(given("config", std::nullopt), search));
  std::ranges::move(file.warnings, std::back_inserter(launch.warnings));
  if (const auto found = flags.values.find("device"); found != flags.values.end()) {
    ASSIGN_OR_RETURN(file.devices, ReadDeviceFlags(found->second, launch.warnings));
    file.path = "--device";
  }
  if (given("listen", file.listen)) {
    launch.warnings.emplace_back("--listen is accepted, but nothing listens yet");
  }
  launch.socket_dir = given("plugin-directory", file.plugin_directory);
  if (const auto level = given("log-level", file.log_level)) {
    ASSIGN_OR_RETURN(launch.log_level, ReadLogLevel(*level, launch.warnings));
  }
  config::Problems problems(file.path.empty() ? "generic-device-plugin" : file.path);
  launch.config = LegacyConfig(given("domain", file.domain).value_or(std::string(kLegacyDomain)),
                               std::move(file.devices), problems);
  if (auto fits = problems.ToResult(); !fits.ok()) return NotConfigured(fits.error());
  return launch;
}

const Personality kGenericDevicePlugin = {
    .name = "generic-device-plugin",
    .socket_prefix = "gdp",
    .parse = &Parse,
    .convert = &ConvertLegacyFile,
};

}  // namespace davit::generic
