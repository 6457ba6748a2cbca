// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace davit::emulator {

/// One device as the newest list said it.
struct NodeDevice {
  std::string health;  ///< as sent; only "Healthy" counts as healthy
  bool has_topology = false;
  std::vector<std::int64_t> numa;

  friend bool operator==(const NodeDevice&, const NodeDevice&) = default;
};

/// What the kubelet tells the scheduler of one resource, and how it came by it.
struct NodeResource {
  int capacity = 0;     ///< Healthy and unhealthy devices
  int allocatable = 0;  ///< Healthy devices, held or not
  bool connected = false;
  std::string endpoint;  ///< the socket file name of the newest registration
  bool pre_start_required = false;
  bool preferred_allocation_available = false;
  int registrations = 0;  ///< that succeeded
  int lists = 0;          ///< ListAndWatch messages, of all streams
  int streams_ended = 0;
  std::map<std::string, NodeDevice> devices;
};

/// One thing that happened, in order.
struct NodeEvent {
  enum class Kind {
    kRegister,     ///< a Register call came; text: its error, or empty
    kRegistered,   ///< the plugin was dialled and its options read
    kList,         ///< a ListAndWatch message came
    kStreamEnded,  ///< text: the status
    kAllocate,
    kPreferred,
    kPreStart,
  };
  Kind kind;
  std::chrono::steady_clock::time_point at;
  std::string resource;
  std::string text;
};

/// The node as its kubelet sees it, at one moment.
struct Node {
  std::map<std::string, NodeResource> resources;
  std::vector<NodeEvent> events;

  /// The resource, or an empty one that nobody registered.
  NodeResource Of(const std::string& resource) const {
    const auto it = resources.find(resource);
    return it == resources.end() ? NodeResource{} : it->second;
  }

  int Count(NodeEvent::Kind kind, const std::string& resource) const {
    int count = 0;
    for (const NodeEvent& event : events) {
      if (event.kind == kind && event.resource == resource) ++count;
    }
    return count;
  }
};

}  // namespace davit::emulator
