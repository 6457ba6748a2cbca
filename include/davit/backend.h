// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "davit/config.h"
#include "davit/host.h"
#include "davit/inbox.h"
#include "davit/request.h"
#include "davit/result.h"
#include "davit/snapshot.h"

namespace davit {

namespace config {
struct Key;
struct ResourceRule;
}  // namespace config

struct Personality;

/// Hands a snapshot up. Thread-safe; never blocks; checked by the inventory, which refuses by name
/// what the entry did not declare.
using PublishSnapshot = std::function<void(Snapshot)>;

/// Finds one class of devices: contract 1.
///
/// Lives on a thread of its own or in a worker process. No call for a pod ever reaches it: it
/// publishes immutable snapshots and reads orders. Adding a device class is one folder under
/// src/backends/ and one line in builtin_backends.cc.
class Backend {
 public:
  virtual ~Backend() = default;

  /// Runs until the inbox yields Stop. The first snapshot comes within 5 s, even if empty.
  virtual void Run(Inbox& inbox, const PublishSnapshot& publish) = 0;
};

/// An attribute that selectors may match, for the checks of a config and for help.
struct AttributeSpec {
  enum class Type { kString, kInteger, kBool };

  std::string_view name;
  Type type = Type::kString;
  std::string_view meaning;
};

/// What a group of edits is for, which kinds it may hold, and how it is delivered by default.
struct PurposeSpec {
  std::string_view name;
  EditKinds kinds;
  Outlet default_outlet = Outlet::kDeviceNodes;
};

/// All that the daemon knows of a backend. A constant with static lifetime.
struct BackendEntry {
  std::string_view name;
  std::string_view summary;
  std::span<const config::Key> options;  ///< the keys of `backends.<name>`
  std::span<const config::Key> selector_options = {};
  std::span<const AttributeSpec> attributes;
  std::span<const PurposeSpec> purposes;
  bool prepares = false;   ///< takes Prepare and Release orders
  bool for_tests = false;  ///< offered only with --enable-fake

  /// Resources that are served where a config names none of them. May be null.
  std::vector<config::ResourceRule> (*default_resources)() = nullptr;

  /// `options` has passed the table of keys. Errors name what is wrong and where.
  Result<std::unique_ptr<Backend>> (*create)(Host& host, const ConfigNode& options) = nullptr;

  /// What depends on the request; pure, called on any thread. May be null.
  Result<Composition> (*compose)(const Snapshot& snapshot, const Request& request) = nullptr;

  /// The wire id of share `n` (from 0) of a device where `ids: legacy`. Pure. May be null.
  std::string (*share_id)(const Device& device, int n) = nullptr;

  /// The plugins that this entry can stand in for.
  std::span<const Personality* const> personalities = {};
};

}  // namespace davit
