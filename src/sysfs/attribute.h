// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "davit/root.h"

namespace davit::sysfs {

/// One attribute of a kernel object: a small file of text. Nothing when it is not there, cannot be
/// read, or is empty: which attributes an object has differs from kernel to kernel.
std::optional<std::string> Attribute(const Root& root, std::string_view object,
                                     std::string_view name);

/// An attribute that is a whole number in `base`; a "0x" before it is allowed with base 16. Nothing
/// when it is not there or is anything else.
std::optional<std::int64_t> Number(const Root& root, std::string_view object, std::string_view name,
                                   int base = 10);

/// The last part of what a link leads to ("driver", "iommu_group", "subsystem"), by its text.
std::optional<std::string> LinkName(const Root& root, std::string_view object,
                                    std::string_view name);

/// A whole number and nothing else.
std::optional<std::int64_t> ParseNumber(std::string_view text, int base = 10);

}  // namespace davit::sysfs
