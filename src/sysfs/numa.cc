// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/sysfs/numa.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include "src/base/escape.h"
#include "src/sysfs/attribute.h"

namespace davit::sysfs {
namespace {

constexpr std::string_view kOnline = "/sys/devices/system/node/online";
constexpr std::int64_t kMostNodes = 1 << 16;  // the kernel's own bound is 1024

std::optional<std::int64_t> NodeNumber(std::string_view text) {
  const std::optional<std::int64_t> number = ParseNumber(text);
  return number && *number >= 0 && *number < kMostNodes ? number : std::nullopt;
}

/// The object that a device node's number stands for: the hardware's where the kernel links it.
std::optional<std::string> ObjectOf(const Root& root, NodeType type, unsigned major,
                                    unsigned minor) {
  const std::string link = std::string("/sys/dev/") +
                           (type == NodeType::kBlock ? "block/" : "char/") + std::to_string(major) +
                           ":" + std::to_string(minor);
  Result<std::string> device = root.Resolve(link + "/device");
  if (device.ok()) return std::move(*device);
  Result<std::string> object = root.Resolve(link);
  if (object.ok()) return std::move(*object);
  return std::nullopt;
}

}  // namespace

Result<std::vector<NumaNode>> ParseNumaList(std::string_view text) {
  std::vector<NumaNode> nodes;
  const std::string_view whole = text;
  while (!text.empty()) {
    const std::string_view range = text.substr(0, text.find(','));
    text.remove_prefix(std::min(range.size() + 1, text.size()));
    const std::size_t dash = range.find('-');
    const std::optional<std::int64_t> first = NodeNumber(range.substr(0, dash));
    const std::optional<std::int64_t> last =
        dash == std::string_view::npos ? first : NodeNumber(range.substr(dash + 1));
    if (!first || !last || *last < *first) {
      return Error{Code::kInvalidArgument,
                   "\"" + Escape(whole.substr(0, 40)) + "\" is no list of NUMA nodes"};
    }
    for (std::int64_t node = *first; node <= *last; ++node) {
      nodes.push_back(NumaNode{static_cast<int>(node)});
    }
  }
  std::sort(nodes.begin(), nodes.end());
  nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
  return nodes;
}

Result<std::vector<NumaNode>> OnlineNumaNodes(const Root& root) {
  Result<std::string> text = root.ReadText(kOnline);
  if (!text.ok()) {
    if (text.error().code == Code::kNotFound) return std::vector<NumaNode>();
    return std::move(text).error();
  }
  Result<std::vector<NumaNode>> nodes = ParseNumaList(*text);
  if (!nodes.ok()) {
    return Error{Code::kUnavailable,
                 "reading " + std::string(kOnline) + ": " + nodes.error().message};
  }
  return nodes;
}

std::optional<NumaNode> NumaOfObject(const Root& root, std::string_view object) {
  const std::optional<std::string> text = Attribute(root, object, "numa_node");
  if (!text) return std::nullopt;
  const std::optional<std::int64_t> node = NodeNumber(*text);
  if (!node) return std::nullopt;
  return NumaNode{static_cast<int>(*node)};
}

std::optional<NumaNode> NumaOfDeviceNode(const Root& root, NodeType type, unsigned major,
                                         unsigned minor) {
  std::optional<std::string> object = ObjectOf(root, type, major, minor);
  while (object && object->starts_with("/sys/devices/")) {
    // The nearest object that has the file speaks, also when it says -1: what is above it is a
    // bridge, whose place is not the device's.
    if (root.Lstat(*object + "/numa_node").ok()) return NumaOfObject(root, *object);
    object->resize(object->rfind('/'));
  }
  return std::nullopt;
}

}  // namespace davit::sysfs
