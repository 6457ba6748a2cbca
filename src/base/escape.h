// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <string>
#include <string_view>

namespace davit {

/// Text from the machine or a peer, fit for one line of a terminal or a log: control characters
/// and bytes that are not UTF-8 become `\xHH`; all else, backslashes included, stays.
std::string Escape(std::string_view text);

/// The same as a quoted JSON string.
std::string JsonString(std::string_view text);

}  // namespace davit
