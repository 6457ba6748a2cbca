// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <string>

#include "davit/config.h"
#include "src/config/rules.h"

namespace davit::config {

/// A tree as YAML text that ParseYaml reads back as an equal tree, but that strings of odd bytes
/// come back as quoted ones. Short things stand on one line.
std::string ToYaml(const ConfigNode& node);

/// A configuration as the tree of a davit.yaml. `is_default` has no place in one and is lost.
ConfigNode ToNode(const Config& config);

/// A configuration as a davit.yaml, which LoadConfig reads back as an equal one.
std::string ToYaml(const Config& config);

}  // namespace davit::config
