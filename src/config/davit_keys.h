// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "src/config/backend_schema.h"
#include "src/config/schema.h"

namespace davit::config {

/// The grammar that this version reads.
inline constexpr std::string_view kApiVersion = "davit.dev/v1";

/// The keys of davit.yaml at its top, with all below them but what is a backend's own.
KeyTable DavitKeys();

/// The keys of a selector: those of `resources[].selectors[]`, which a resource with one selector
/// may carry itself.
KeyTable SelectorKeys();

/// The whole table for people: davit.yaml's own keys, with each backend's options in their places.
std::vector<KeyRow> DavitKeyRows(std::span<const BackendSchema> backends);

}  // namespace davit::config
