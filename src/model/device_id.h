// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "davit/device.h"
#include "davit/result.h"

namespace davit {

/// The longest a physical or wire id may be, in bytes.
inline constexpr std::size_t kMostIdBytes = 128;

/// What is wrong with an id that would end the kubelet's stream or confuse its checkpoint: empty,
/// over 128 bytes, not UTF-8, or with control characters. The message names the id, escaped.
/// Errors: kInvalidArgument.
Result<> CheckId(std::string_view id);

/// The id for a name that a backend found: the name itself where it fits, else its first bytes, "~"
/// and 32 hex digits of its SHA-256, 128 bytes at most and never cut inside a character. The same
/// name gives the same id, and two long names that differ give two ids.
/// Errors: kInvalidArgument (empty, not UTF-8, control characters).
Result<DeviceId> MakeDeviceId(std::string_view name);

}  // namespace davit
