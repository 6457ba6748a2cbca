// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "davit/config.h"
#include "davit/result.h"

namespace davit::generic {

/// The configuration file of generic-device-plugin, read.
struct LegacyFile {
  std::string path;  ///< as it is named in messages
  std::optional<std::string> domain;
  std::optional<std::string> listen;
  std::optional<std::string> log_level;
  std::optional<std::string> plugin_directory;
  std::vector<ConfigNode> devices;  ///< translated, not yet checked
  std::vector<std::string> warnings;
};

/// Reads its text. `file` names it in messages. Keys in any case; unknown ones are warned of.
/// Errors: kInvalidArgument, file:line:column: no YAML, no map, a list where none may be.
Result<LegacyFile> ParseLegacyFile(std::string_view text, std::string_view file);

/// The davit.yaml that serves the same names, ids and answers; what was passed over stands at its
/// top as comments. Errors: kInvalidArgument, every problem on a line.
Result<std::string> ConvertLegacyFile(std::string_view text, std::string_view file);

}  // namespace davit::generic
