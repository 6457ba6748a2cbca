// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "davit/root.h"

namespace davit::generic {

/// What stands behind a path that a container is to get as a device.
struct NodeState {
  struct Wrong {
    std::string code;  ///< "missing", "not-a-device", "unreadable"
    std::string text;
  };

  std::optional<Wrong> wrong;
  std::vector<std::string> occupies;  ///< "dev:c:10:229"; of a directory, one for each node in it
  std::optional<std::string> sysfs;   ///< "/sys/dev/char/10:229", of the first node
  std::vector<std::string> directories;  ///< where nodes may come and go: it and all below it
};

/// Looks at a device node, a link to one, or a directory of nodes (as the container runtimes
/// expand one: all below it). Blocks on the disk.
NodeState LookAtNode(const Root& root, const std::string& path);

/// Looks at something that is to be mounted: any kind of file will do.
NodeState LookAtMount(const Root& root, const std::string& path);

}  // namespace davit::generic
