// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <string_view>

#include "davit/device.h"
#include "src/config/rules.h"

namespace davit::config {

/// Whether a device meets every condition of a match. Pure.
///
/// `id`, `kind`, `parent`, `pci` and `numa` count as attributes and hide the backend's own of those
/// names. An attribute that the device lacks (an empty parent, no NUMA node) meets nothing, `not`
/// included; a device of several NUMA nodes meets a value or range when one of its nodes does, and
/// `not` when none does.
bool Matches(const Match& match, const Device& device);

/// Whether `text` is what the pattern describes: `*` any bytes, `?` one character, `[a-z]` and
/// `[!a-z]` one of (not of) a set, `\` takes the next byte literally.
bool GlobMatches(std::string_view pattern, std::string_view text);

}  // namespace davit::config
