// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include "davit/config.h"
#include "src/config/backend_schema.h"
#include "src/config/problems.h"
#include "src/config/rules.h"

namespace davit::config {

/// The attributes that every device has, whatever its backend: id, kind, parent, pci, numa.
std::span<const BackendSchema::Attribute> BuiltInAttributes();

/// What is known of an attribute, or nullptr: a built-in one, one of the backend's, or its "*".
const BackendSchema::Attribute* FindAttribute(const BackendSchema& backend, std::string_view name);

/// A `match` as written. Adds to `problems`: attributes that the backend does not have, values that
/// do not fit their type, ranges and lists that nothing can meet.
Match ReadMatch(const ConfigNode& node, const BackendSchema& backend, Problems& problems);

}  // namespace davit::config
