// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <string>
#include <vector>

#include "davit/backend.h"
#include "davit/result.h"
#include "davit/snapshot.h"

namespace davit {

/// Puts right in a backend's snapshot what can be put right, one line for each kind of thing:
/// - a device whose id is empty or not clean UTF-8 is left out, and parents of such a name with it;
/// - two devices of one id become one with a fatal "duplicate-id" fault;
/// - an id over 128 bytes becomes its beginning and a hash, in parents and links too;
/// - an edit group whose content no container could be given (relative paths, permissions beyond
///   rwm, broken env names) is left out; a device that names it, or one that is not there, gets a
///   fatal "bad-edits" fault;
/// - links to unknown devices, of a device to itself, or of a weight that is not finite are left
///   out, of two for one pair the higher stays; NUMA nodes are sorted, negative ones left out.
///
/// Errors: kInvalidArgument, naming what is wrong, when an edit group is of a purpose that the
/// entry does not declare, holds a kind of edit that its purpose may not, or holds node files (not
/// built yet). The snapshot is then not to be used.
Result<std::vector<std::string>> CheckSnapshot(const BackendEntry& entry, WallTime now,
                                               Snapshot& snapshot);

}  // namespace davit
