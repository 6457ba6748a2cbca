// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "davit/backend.h"
#include "davit/host.h"
#include "src/config/rules.h"
#include "src/plugin/backend_host.h"
#include "src/plugin/inventory.h"

namespace davit {

/// The backends that run now. Applying a configuration starts those it needs, stops those it no
/// longer names and restarts, alone, the one whose options changed; what that one had published
/// stands until the new one is ready.
///
/// Lives on the loop. Stopping a backend never blocks it: the thread is joined elsewhere.
class BackendSet {
 public:
  struct Needs {
    std::span<const BackendEntry* const> entries;
    Inventory& inventory;
    Log& log;
    /// The machine as one backend may see it, its log under the backend's name.
    std::function<Host(const BackendEntry&)> host;
    /// One of them runs anew with other options; called before its first snapshot counts.
    std::function<void(const std::string& backend)> restarted;
    /// One of them is not wanted any more; the inventory has forgotten it.
    std::function<void(const std::string& backend)> stopped;
  };

  explicit BackendSet(Needs needs);
  ~BackendSet();

  /// Runs exactly the backends that `wanted` names, with those options.
  /// Errors: what an entry's create said; then everything stays as it was.
  Result<> Apply(const std::map<std::string, ConfigNode>& wanted);

  /// Hands an order to a running backend; dropped when there is none of that name.
  void Send(const std::string& backend, Order order);

  /// The same order to all.
  void SendToAll(const Order& order);

 private:
  class Gate;
  struct Running;
  struct Retiring;
  Result<Running> Start(const BackendEntry& entry, const ConfigNode& options, bool replaces);
  void Retire(Running running);

  Needs needs_;
  std::map<std::string, Running> running_;
  std::vector<Retiring> retiring_;
};

/// The backends that a configuration needs, with their options: those it configures and those its
/// resources name.
std::map<std::string, ConfigNode> WantedBackends(const config::Config& config);

}  // namespace davit
