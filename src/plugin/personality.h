// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "davit/log.h"
#include "davit/result.h"
#include "src/config/rules.h"

namespace davit {

/// What a personality made of another plugin's flags, environment and file: the same typed config
/// as davit.yaml, and the few things that plugin lets its user set about the process.
struct Launch {
  config::Config config;
  std::optional<std::string> socket_dir;
  std::optional<LogLevel> log_level;
  std::vector<std::string> warnings;  ///< what was accepted and ignored, one line each
  std::optional<std::string> print;   ///< --help, --version: print this and exit 0
};

/// davitd under another plugin's name: chosen when argv[0]'s last part, or --personality, says so.
struct Personality {
  std::string_view name;  ///< of the program replaced: "generic-device-plugin"
  std::string_view socket_prefix;

  /// Reads the replaced plugin's command line (without argv[0]) as that plugin would. `env` looks
  /// up one variable. Errors: kInvalidArgument (exit 2 or 3, as the code of daemon/exit_code.h
  /// says for it) with the offending flag or file:line:column.
  Result<Launch> (*parse)(std::span<const std::string> args,
                          const std::function<std::optional<std::string>(std::string_view)>& env);

  /// The davit.yaml that does what the replaced plugin's file does. `file` names it in messages.
  Result<std::string> (*convert)(std::string_view text, std::string_view file) = nullptr;
};

}  // namespace davit
