// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "davit/backend.h"
#include "davit/log.h"
#include "src/base/event_loop.h"
#include "src/config/rules.h"
#include "src/model/holders.h"
#include "src/plugin/holder_index.h"
#include "src/plugin/inventory.h"
#include "src/plugin/pod_resources.h"
#include "src/plugin/resource.h"

namespace davit {

/// What `davit devices` and the log say of one device: who takes it and how it is.
struct DeviceView {
  std::string backend;
  Device device;
  bool healthy = true;
  std::string reason;                  ///< of Unhealthy: the first fatal fault that counts
  std::vector<std::string> resources;  ///< that take it, in rule order
  std::vector<std::string> wire_ids;   ///< under them
};

/// Turns rules and snapshots into resources: contracts 3, 4 and 5. It decides which selector owns
/// which device, makes wire ids, keeps held devices where they are, retires and closes, and tells
/// the sink. Everything happens on the loop; the resources it makes answer from any thread.
class ResourceSet {
 public:
  /// Sends orders down to a backend (Assignment, Prepare, Release).
  using SendOrder = std::function<void(const std::string& backend, Order order)>;

  struct Needs {
    EventLoop& loop;
    Log& log;
    std::span<const BackendEntry* const> entries;
    const Inventory& inventory;
    Holders& holders;
    PodResourcesSource& pod_resources;
    ResourceSink& sink;
    SendOrder send_order;                 ///< called on the loop only
    HolderIndex* holder_index = nullptr;  ///< kept up to date where there is one
  };

  explicit ResourceSet(Needs needs);
  ~ResourceSet();

  /// The rules that hold from now on. Only resources whose rule differs are touched; those that
  /// are no longer named close as contract 5 says. The first call also asks PodResources, and no
  /// resource opens before that is answered or a second has passed.
  void SetRules(std::vector<config::ResourceRule> rules);

  /// A backend published: recomputes the resources that read it. What only its health and edits
  /// concern costs a pass over its devices, no more.
  void BackendChanged(const std::string& backend);

  /// A backend runs anew: it gets its Assignment again when it first publishes. `options_changed`:
  /// what its next ready snapshot does not list was dropped by the config, and so is retired.
  /// REQUIRES: what the old one published last is in the inventory, and nothing of the new one is.
  void BackendRestarted(const std::string& backend, bool options_changed);

  /// A backend runs no more, and nothing of it is published from now on: its devices are retired.
  void BackendStopped(const std::string& backend);

  /// Every device of every backend, and which resource takes it.
  std::vector<DeviceView> Devices() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace davit
