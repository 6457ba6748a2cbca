// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <cstddef>
#include <string_view>

#include "davit/config.h"
#include "davit/result.h"

namespace davit::config {

/// How deep lists and maps may nest.
inline constexpr std::size_t kMaxDepth = 64;
/// How many nodes the aliases of one text may stand for, all together.
inline constexpr std::size_t kMaxAliasNodes = 10'000;

/// One YAML document as a tree. `file` names it in messages.
///
/// Stricter than YAML: keys are scalars and unique in their map; no second document, no merge keys
/// (`<<`), no tags but `!!str`. Aliases are expanded while parsing, so that what comes out is
/// bounded by kMaxConfigBytes, kMaxDepth and kMaxAliasNodes, whatever comes in.
///
/// Errors: kInvalidArgument, one line, `file:line:column: what; expected …; how to mend it`.
/// Columns count bytes.
Result<ConfigNode> ParseYaml(std::string_view text, std::string_view file);

}  // namespace davit::config
