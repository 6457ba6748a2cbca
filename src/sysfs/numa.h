// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "davit/device.h"
#include "davit/result.h"
#include "davit/root.h"

namespace davit::sysfs {

enum class NodeType { kCharacter, kBlock };

/// The machine's online NUMA nodes, sorted; none where the kernel knows of none.
/// Errors: kUnavailable (the list is no list), kPermissionDenied.
Result<std::vector<NumaNode>> OnlineNumaNodes(const Root& root);

/// A list as the kernel writes it: "0-1,4". Errors: kInvalidArgument.
Result<std::vector<NumaNode>> ParseNumaList(std::string_view text);

/// What an object's own `numa_node` says; nothing for -1, no file, or no number.
std::optional<NumaNode> NumaOfObject(const Root& root, std::string_view object);

/// The NUMA node of the hardware behind a device node: from /sys/dev/{char,block}/<major>:<minor>
/// through its `device` link, up to the first object that has a `numa_node`. Nothing for a device
/// without hardware (fuse, tun), an unknown number, or -1.
std::optional<NumaNode> NumaOfDeviceNode(const Root& root, NodeType type, unsigned major,
                                         unsigned minor);

}  // namespace davit::sysfs
