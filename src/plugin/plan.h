// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "davit/log.h"
#include "src/plugin/assignment_book.h"
#include "src/plugin/lifecycle.h"
#include "src/plugin/roster.h"
#include "src/plugin/selection.h"

namespace davit {

/// What rules and devices ask for, before the life of ids slows it down.
struct Plan {
  /// A thing that the operator should hear of, under a key that stays while it lasts.
  struct Note {
    std::string key;
    LogLevel level = LogLevel::kWarning;
    std::string line;
  };

  std::map<std::string, Slots> wanted;  ///< resource → its ids, sorted, unique
  /// Ids that pods hold of a resource from before this process, of devices that the rules now place
  /// elsewhere or divide otherwise: they count as listed, and so stay until they are free.
  std::map<std::string, Slots> restored;
  std::map<std::string, AssignmentBook::Lines> lines;  ///< by backend
  /// Devices that are pinned while another device wants their hardware.
  std::set<std::pair<std::string, DeviceId>> contested;
  std::vector<Note> notes;
};

/// Makes the plan. Pure.
///
/// `listed`: each resource's ids until now. `held`: the ids of each resource that pods hold,
/// sorted. A device that the rules would move away from a resource that lists it is pinned there:
/// nobody else gets it, or its hardware, while one of its ids is listed. So is a missing device
/// while a pod holds it, or may: `unproven` are those of which PodResources was not asked since
/// they went.
Plan MakePlan(std::span<const SharedSelection> selections,
              const std::map<std::string, Roster>& rosters,
              const std::map<std::string, const Slots*>& listed,
              const std::map<std::string, std::vector<std::string>>& held,
              const std::set<std::pair<std::string, DeviceId>>& unproven);

}  // namespace davit
