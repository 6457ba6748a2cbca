// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include "davit/config.h"
#include "davit/request.h"
#include "src/config/backend_schema.h"
#include "src/config/problems.h"

namespace davit::config {

/// The complete delivery of a resource: what `node` (may be null: nothing written) says, the
/// backend's defaults for the rest. Adds to `problems`: purposes and outlets that do not exist or
/// are not built, and outlets that cannot hand out what their purpose may hold. Problems with a
/// default stand at `mark`.
Delivery ReadDelivery(const ConfigNode* node, const BackendSchema& backend, Mark mark,
                      Problems& problems);

}  // namespace davit::config
