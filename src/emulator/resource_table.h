// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "davit/clock.h"
#include "davit/emulator/node.h"
#include "src/emulator/plugin_client.h"
#include "src/emulator/profile.h"

namespace davit::emulator {

/// The resources that plugins have registered: whose answers count, which devices there are, and
/// what the node says of them. Not thread-safe.
class ResourceTable {
 public:
  struct Entry {
    std::shared_ptr<PluginClient> client;  ///< null once it has gone
    PluginOptions options;
    std::optional<SteadyTime> stopped;  ///< since when the endpoint answers no more
    std::set<std::string> healthy;
    std::set<std::string> unhealthy;
    NodeResource seen;  ///< counts and devices; capacity is reckoned when asked
    std::vector<std::shared_ptr<PluginClient>> others;  ///< registered before, stream still open
  };

  ResourceTable(Profile profile, std::chrono::milliseconds grace)
      : profile_(profile), grace_(grace) {}

  /// A plugin was dialled and its options are known.
  void Connected(const std::string& resource, std::shared_ptr<PluginClient> client,
                 PluginOptions options);

  /// A plugin that registered could not be dialled: its predecessor is forgotten.
  void ConnectFailed(const std::string& resource);

  /// A message of a stream: the whole list, whoever sent it.
  void Listed(const std::string& resource, const std::vector<SentDevice>& devices);

  /// A stream ended. Returns the clients to disconnect, which need not be the one that ended.
  std::vector<std::shared_ptr<PluginClient>> StreamEnded(const std::string& resource,
                                                         const PluginClient& client,
                                                         SteadyTime now);

  /// The kubelet restarts: names stay, devices are unknown until somebody registers.
  void Restart(SteadyTime now);

  /// The entry that admission goes by, or null (never registered, or gone longer than the grace).
  Entry* Find(const std::string& resource, SteadyTime now);

  std::map<std::string, NodeResource> Snapshot(SteadyTime now);

  /// When the next grace period ends, if one runs.
  std::optional<SteadyTime> NextExpiry() const;

  /// The clients whose streams may be open.
  std::vector<std::shared_ptr<PluginClient>> ClientsOf(const std::string& resource) const;
  std::vector<std::shared_ptr<PluginClient>> Clients() const;

 private:
  void Expire(SteadyTime now);
  static void MarkAllUnhealthy(Entry& entry, SteadyTime now);

  const Profile profile_;
  const std::chrono::milliseconds grace_;
  std::map<std::string, Entry> entries_;
  std::map<std::string, NodeResource> dropped_;  ///< known to the node, with nothing left
};

}  // namespace davit::emulator
