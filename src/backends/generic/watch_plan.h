// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "davit/root.h"

namespace davit::generic {

/// The host directories in which something must change before `pattern` (a path, or one with `*`,
/// `?`, `[…]`) can match anything else than it does now: the parents of the path at each level that
/// is a pattern, and of every link on the way and what it leads to. A parent that is not there is
/// replaced by the nearest one above it that is. Added to `directories`. Blocks on the disk.
void PlanWatches(const Root& root, std::string_view pattern, std::set<std::string>& directories);

}  // namespace davit::generic
