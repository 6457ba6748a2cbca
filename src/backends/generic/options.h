// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "davit/config.h"
#include "davit/result.h"
#include "src/backends/generic/spec.h"
#include "src/config/schema.h"

namespace davit::generic {

/// The table of keys of `backends.generic`.
std::span<const config::Key> OptionKeys();

/// The table of keys of one entry of `devices`.
std::span<const config::Key> DeviceKeys();

/// Reads options that have passed the table of keys. Without the key `devices`: DefaultSpecs().
std::vector<DeviceSpec> ReadOptions(const ConfigNode& node);

/// fuse, kvm and tun.
std::vector<DeviceSpec> DefaultSpecs();

/// The four hexadecimal digits of a USB id, with or without 0x, at most four.
std::optional<std::uint16_t> ParseUsbId(std::string_view text);

/// Whether this may be the name of a device: lower case letters, digits and inner "-", two or more.
bool IsDeviceName(std::string_view name);

}  // namespace davit::generic
