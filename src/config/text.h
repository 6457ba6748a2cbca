// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <cstddef>
#include <string_view>

#include "davit/result.h"

namespace davit::config {

/// No configuration text is longer.
inline constexpr std::size_t kMaxConfigBytes = 1u << 20;

/// Whether this may be parsed at all: at most kMaxConfigBytes, well-formed UTF-8, no control byte
/// but tab and line ends. Errors: kInvalidArgument at the first bad byte's line and column.
Result<> CheckText(std::string_view text, std::string_view file);

}  // namespace davit::config
