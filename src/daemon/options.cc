// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/daemon/options.h"

#include <algorithm>
#include <functional>
#include <map>

#include <CLI/CLI.hpp>

#include "davit/version.h"
#include "src/plugin/personality.h"

namespace davit {
namespace {

const std::map<std::string, LogLevel> kLevels = {{"debug", LogLevel::kDebug},
                                                 {"info", LogLevel::kInfo},
                                                 {"warning", LogLevel::kWarning},
                                                 {"error", LogLevel::kError}};
const std::map<std::string, LogFormat> kFormats = {{"text", LogFormat::kText},
                                                   {"json", LogFormat::kJson}};

constexpr std::string_view kFooter = R"(
Exit status:
   0  stopped cleanly          4  environment (directory, permission)
   2  command line            70  internal error
   3  configuration           75  restart me: the plugin directory was replaced under a mount

Signals: TERM and INT stop within 5 s (a second one at once), HUP reads the configuration again.

Examples:
  davitd                                  offer the devices this machine has
  davitd --config /etc/davit/davit.yaml   offer what the file says
  davitd --check --config davit.yaml      say whether the file is good, and exit
)";

std::string BaseName(const std::string& path) {
  const auto slash = path.rfind('/');
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

const Personality* FindPersonality(const std::string& program,
                                   std::span<const BackendEntry* const> entries) {
  for (const BackendEntry* entry : entries) {
    for (const Personality* personality : entry->personalities) {
      if (personality->name == program) return personality;
    }
  }
  return nullptr;
}

Result<DaemonOptions> ParseAsPersonality(const Personality& personality,
                                         std::span<const std::string> args,
                                         const Environment& env) {
  ASSIGN_OR_RETURN(Launch launch, personality.parse(args.subspan(1), env));
  DaemonOptions options;
  options.program = personality.name;
  options.socket_prefix = personality.socket_prefix;
  if (launch.socket_dir) options.socket_dir = *launch.socket_dir;
  if (launch.log_level) options.log_level = *launch.log_level;
  options.fixed_config = std::move(launch.config);
  options.warnings = std::move(launch.warnings);
  options.print = std::move(launch.print);
  return options;
}

/// An unset shell variable must not turn a flag into another.
const CLI::Validator kNotEmpty(
    [](const std::string& value) { return value.empty() ? "expected a path, got \"\"" : ""; }, "");

/// One word of a table, refused with the words there are.
template <class T>
std::function<bool(const std::vector<std::string>&)> OneOf(const std::string& flag,
                                                           const std::map<std::string, T>& words,
                                                           T& chosen) {
  return [flag, &words, &chosen](const std::vector<std::string>& values) {
    const auto word = words.find(values.back());
    if (word == words.end()) {
      std::string known;
      for (const auto& [name, value] : words) known += (known.empty() ? "" : ", ") + name;
      throw CLI::ValidationError(flag, "\"" + values.back() + "\": expected one of " + known);
    }
    chosen = word->second;
    return true;
  };
}

void AddFlags(CLI::App& app, DaemonOptions& options) {
  app.add_option("--config", options.config,
                 "davit.yaml; without one, what the backends offer by themselves is served")
      ->check(kNotEmpty)
      ->type_name("FILE");
  app.add_option("--socket-dir", options.socket_dir, "the kubelet's device-plugin directory")
      ->check(kNotEmpty)
      ->type_name("DIR")
      ->capture_default_str();
  app.add_option("--pod-resources", options.pod_resources,
                 "the kubelet's pod-resources socket, to learn which devices are held")
      ->check(kNotEmpty)
      ->type_name("SOCKET")
      ->capture_default_str();
  app.add_option("--host-root", options.host_root,
                 "where the host's / is seen: /host in a container that mounts it there")
      ->check(kNotEmpty)
      ->type_name("DIR")
      ->capture_default_str();
  app.add_option("--plugins-registry", options.plugins_registry,
                 "watcher mode: lay sockets here and let the kubelet find them, register nowhere")
      ->check(kNotEmpty)
      ->type_name("DIR");
  app.add_option("--state-dir", options.state_dir,
                 "small files that survive a restart (default: davit.state in the socket "
                 "directory)")
      ->check(kNotEmpty)
      ->type_name("DIR");
  app.add_option("--log-level", OneOf("--log-level", kLevels, options.log_level),
                 "debug, info, warning or error")
      ->type_name("LEVEL")
      ->default_str("info");
  app.add_option("--log-format", OneOf("--log-format", kFormats, options.log_format),
                 "text or json, on stderr")
      ->type_name("FORMAT")
      ->default_str("text");
  app.add_flag("--check", options.check, "check the configuration, say what is wrong, and exit");
  app.add_flag("--enable-fake", options.enable_fake,
               "offer the backend of made-up devices (tests and demonstrations)");
  app.add_option("--worker", options.worker, "run one backend as a worker process")
      ->type_name("NAME")
      ->group("");
}

}  // namespace

Result<DaemonOptions> ParseCommandLine(std::span<const std::string> args, const Environment& env,
                                       std::span<const BackendEntry* const> entries) {
  if (!args.empty()) {
    const Personality* personality = FindPersonality(BaseName(args[0]), entries);
    if (personality != nullptr) return ParseAsPersonality(*personality, args, env);
  }
  DaemonOptions options;
  CLI::App app("davitd hands this node's devices to pods through the kubelet.", "davitd");
  app.footer(std::string(kFooter));
  app.set_version_flag("--version", "davitd " + std::string(kVersion));
  AddFlags(app, options);
  std::vector<std::string> reversed(args.empty() ? args.end() : args.begin() + 1, args.end());
  std::reverse(reversed.begin(), reversed.end());
  try {
    app.parse(reversed);
  } catch (const CLI::CallForHelp&) {
    options.print = app.help();
  } catch (const CLI::CallForVersion&) {
    options.print = app.version() + "\n";
  } catch (const CLI::ParseError& error) {
    return Error{Code::kInvalidArgument,
                 "davitd: " + std::string(error.what()) + " (davitd --help)"};
  }
  return options;
}

std::string StateDirOf(const DaemonOptions& options) {
  return options.state_dir.empty() ? options.socket_dir + "/davit.state" : options.state_dir;
}

}  // namespace davit
