// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "davit/clock.h"
#include "davit/emulator/node.h"
#include "davit/emulator/pod.h"
#include "davit/emulator/version.h"
#include "davit/result.h"
#include "src/base/mutex.h"
#include "src/emulator/node_state.h"
#include "src/emulator/plugin_client.h"

namespace davit::emulator {

/// The kubelet's device manager without its sockets: what registrations, lists and ends of streams
/// do to the node, and how pods are admitted. Thread-safe.
class DeviceManager {
 public:
  DeviceManager(Version version, std::chrono::milliseconds grace, std::uint32_t seed,
                const Clock& clock);

  const Profile& profile() const { return state_.profile; }

  /// What the kubelet checks before it dials. Notes the call, whatever comes of it.
  /// Errors: kUnknown, in the kubelet's words.
  Result<> CheckRegistration(const std::string& version, const std::string& resource);

  void Connected(const std::string& resource, std::shared_ptr<PluginClient> client,
                 PluginOptions options);
  void ConnectFailed(const std::string& resource, const Error& error);
  void Listed(const std::string& resource, const std::vector<SentDevice>& devices);
  /// Disconnects whom the real one would disconnect.
  void StreamEnded(const std::string& resource, const PluginClient& client,
                   const std::string& status);

  /// What a new kubelet process knows from the checkpoint and the runtime.
  void Restart();

  Verdict Admit(const Pod& pod);
  void Remove(const std::string& pod_uid);

  Node node() const;
  Result<> WaitFor(const std::string& what, const std::function<bool(const Node&)>& holds,
                   std::chrono::milliseconds timeout) const;

  std::map<std::string, Assignments::Holder> Holders() const;
  std::vector<std::shared_ptr<PluginClient>> ClientsOf(const std::string& resource) const;
  std::vector<std::shared_ptr<PluginClient>> Clients() const;

 private:
  Node NodeLocked() const DAVIT_REQUIRES(state_.mutex);

  mutable NodeState state_;
  Mutex sync_loop_;  ///< admissions come one after the other
};

}  // namespace davit::emulator
