// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "src/plugin/assignment_book.h"
#include "src/plugin/resource_table.h"
#include "src/plugin/roster.h"

namespace davit {

/// How a device is, under a selector that ignores the fault codes of `ignore`: Unhealthy when it is
/// not there, has a fatal fault that is not ignored, or is being set up. `line_changed`: the number
/// at which its line of the Assignment last changed.
PartState StateOf(const Known& known, const Snapshot& snapshot, std::span<const std::string> ignore,
                  std::optional<std::uint64_t> line_changed);

/// The table of a resource as its backends' devices now are. Takes over from `before` (may be null)
/// what has not changed. Costs a pass over the resource's devices.
std::shared_ptr<const ResourceTable> MakeTable(const std::string& resource,
                                               std::shared_ptr<const Layout> layout,
                                               const std::map<std::string, Roster>& rosters,
                                               const std::map<std::string, AssignmentBook>& books,
                                               const ResourceTable* before);

}  // namespace davit
