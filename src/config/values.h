// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "davit/config.h"
#include "davit/result.h"

namespace davit::config {

// A node as a typed value. Errors: kInvalidArgument, "expected a whole number, got \"x\"", without
// a place: the caller has the node and its mark.

/// The text of any scalar, as written: `name: 10` is the string "10".
Result<std::string> AsString(const ConfigNode& node);
/// A decimal whole number of 64 bits; not quoted, no leading zeros.
Result<std::int64_t> AsInteger(const ConfigNode& node);
/// A decimal number, with or without a fraction; not quoted.
Result<double> AsNumber(const ConfigNode& node);
/// `true` or `false` (also True, TRUE, …); not quoted.
Result<bool> AsBool(const ConfigNode& node);
/// "50ms", "10s", "5m", "1h", or several in a row: "1m30s".
Result<std::chrono::milliseconds> AsDuration(const ConfigNode& node);
/// A list of scalars; nothing at all is the empty list.
Result<std::vector<std::string>> AsStrings(const ConfigNode& node);

// The value under a key of a map that has passed its table of keys (schema.h), or `fallback` where
// the key is absent (or, in a map that was not checked, of another type).

std::string StringOr(const ConfigNode& map, std::string_view key, std::string_view fallback);
std::int64_t IntegerOr(const ConfigNode& map, std::string_view key, std::int64_t fallback);
bool BoolOr(const ConfigNode& map, std::string_view key, bool fallback);
std::chrono::milliseconds DurationOr(const ConfigNode& map, std::string_view key,
                                     std::chrono::milliseconds fallback);
/// Empty where the key is absent.
std::vector<std::string> StringsUnder(const ConfigNode& map, std::string_view key);

/// Whether this text, unquoted, is a number, bool or null rather than a string.
bool LooksTyped(std::string_view text);

/// A scalar that reads back as this string: quoted where the text alone would be something else.
ConfigNode StringNode(std::string_view text);

/// What a node is, for messages: `a list`, `"x"`, `nothing`.
std::string DescribeNode(const ConfigNode& node);

/// A text in double quotes, control bytes escaped, cut after 60 bytes: for messages.
std::string Quoted(std::string_view text);

}  // namespace davit::config
