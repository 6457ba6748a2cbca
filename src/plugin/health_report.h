// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include "src/base/change_log.h"
#include "src/plugin/resource_table.h"

namespace davit {

/// One line for each device of a resource that turned Unhealthy, Healthy again, or Unhealthy for
/// another reason, and one for ids that began or ceased to leave. Beyond kMostLines devices at once
/// it counts the rest. `before` may be null.
inline constexpr int kMostLines = 10;
void ReportHealth(ChangeLog& changes, const ResourceTable* before, const ResourceTable& after);

}  // namespace davit
