// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace davit::generic {

/// Whether the /dev that this process sees is one in which the kernel makes nodes. `mountinfo` is
/// the text of /proc/self/mountinfo, `dev` where this process sees the host's /dev.
///
/// Nothing when it is a devtmpfs or cannot be told, else one line on what it is and what to do.
std::optional<std::string> WhyDevIsNotTheHosts(std::string_view mountinfo, std::string_view dev);

}  // namespace davit::generic
