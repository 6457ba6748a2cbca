// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "davit/result.h"
#include "src/config/backend_schema.h"
#include "src/config/rules.h"

namespace davit::config {

/// A configuration, and what deserves a warning in it.
struct Loaded {
  Config config;
  std::vector<std::string> warnings;  ///< "file:line:column: what", one line each
};

/// The text of a davit.yaml as a typed configuration: contract 3, checked against the backends that
/// there are. Pure. `file` names the text in messages.
///
/// Errors: kInvalidArgument with every problem of the file (the first twenty), a line each:
/// `file:line:column: what; expected …; how to mend it`. A config that asks for what is not built
/// yet is refused in these words.
Result<Loaded> LoadConfig(std::string_view text, std::string_view file,
                          std::span<const BackendSchema> backends);

}  // namespace davit::config
