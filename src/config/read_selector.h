// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include "davit/config.h"
#include "src/config/backend_schema.h"
#include "src/config/problems.h"
#include "src/config/rules.h"

namespace davit::config {

/// A selector from the keys of a map (a resource with one selector carries them itself; keys that
/// are not a selector's are passed over). `where` is the map's path for messages. What the table of
/// keys already refuses is passed over in silence; everything else that is wrong goes to
/// `problems`.
Selector ReadSelector(const ConfigNode& node, const BackendSchema& backend, std::string_view where,
                      Problems& problems);

}  // namespace davit::config
