// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "davit/result.h"
#include "src/plugin/personality.h"

namespace davit::generic {

/// generic-device-plugin: its flags, environment and file, its resource names, ids and answers.
extern const Personality kGenericDevicePlugin;

/// Its command line. Flags beat the environment, that beats the file. Without --config, the first
/// of `search` that is there is read.
/// Errors: kInvalidArgument (a flag), kFailedPrecondition (what is configured).
Result<Launch> ParseLegacyCommandLine(
    std::span<const std::string> args,
    const std::function<std::optional<std::string>(std::string_view)>& env,
    std::span<const std::string> search);

}  // namespace davit::generic
