// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "davit/config.h"
#include "davit/result.h"
#include "src/config/problems.h"
#include "src/config/rules.h"

/// What generic-device-plugin reads, as what davit reads.
namespace davit::generic {

/// The domain of resources where neither flag, environment nor file names one.
inline constexpr std::string_view kLegacyDomain = "squat.ai";

/// One device specification of that plugin as an entry of `devices`: keys in any case, unknown ones
/// passed over with a warning, numbers and bools also quoted, a 0 or an empty text as if absent.
/// Its sets leave the list when they are gone, and USB ids are those of today.
ConfigNode TranslateSpec(const ConfigNode& spec, config::Problems& problems);

/// The configuration that serves these entries of `devices` as that plugin would: a resource
/// "<domain>/<name>" for each, its slots with today's ids, no path taken from another. Whatever is
/// wrong is reported to `problems`, and the configuration is then not to be used.
config::Config LegacyConfig(std::string_view domain, std::vector<ConfigNode> devices,
                            config::Problems& problems);

/// The key of a map whatever its case, or null.
const ConfigNode* FindInAnyCase(const ConfigNode& map, std::string_view key);

/// That text in lower case.
std::string LowerCase(std::string_view text);

}  // namespace davit::generic
