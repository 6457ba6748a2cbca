// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "davit/backend.h"
#include "davit/device.h"
#include "davit/result.h"
#include "src/config/rules.h"

namespace davit {

/// The longest wire id that we make: the kubelet's API asks for no more, though it checks nothing.
inline constexpr std::size_t kLongestWireId = 63;

/// The most wire ids that one device may be divided into.
inline constexpr std::int64_t kMostShares = 100'000;

/// The wire ids of one device, share 0 first: contract 4. Pure.
///
/// Without sharing it is the device's id. With it, one for each share, from the template ({id} and
/// {n}) or from the entry's ShareId (`legacy`; those are left exactly as they are). Ids longer than
/// kLongestWireId become their beginning and a hash. Nothing makes them unique beyond the device.
///
/// Errors: kFailedPrecondition when the attribute that says the count is absent or no number from 1
/// to kMostShares, or when an id comes out empty or not clean UTF-8; the device then has no ids.
Result<std::vector<std::string>> WireIds(const BackendEntry& entry,
                                         const std::optional<config::Sharing>& sharing,
                                         const Device& device);

}  // namespace davit
