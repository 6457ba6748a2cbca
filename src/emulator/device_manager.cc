// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/emulator/device_manager.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "src/emulator/admission.h"
#include "src/emulator/resource_name.h"

namespace davit::emulator {
namespace {

std::string Describe(const Node& node) {
  std::string text;
  for (const auto& [name, resource] : node.resources) {
    text += fmt::format("; {}: {}/{} allocatable, {}, {} registrations, {} lists", name,
                        resource.allocatable, resource.capacity,
                        resource.connected ? "connected" : "not connected", resource.registrations,
                        resource.lists);
  }
  return text.empty() ? "; the node has no resource" : text;
}

}  // namespace

DeviceManager::DeviceManager(Version version, std::chrono::milliseconds grace, std::uint32_t seed,
                             const Clock& clock)
    : state_(Profile::Of(version), grace, seed, clock) {}

Result<> DeviceManager::CheckRegistration(const std::string& version, const std::string& resource) {
  std::string error;
  if (version != "v1beta1") {
    error = fmt::format(
        "requested API version \"{}\" is not supported by kubelet. Supported version is "
        "[\"v1beta1\"]",
        version);
  } else if (!IsResourceName(resource)) {
    error = fmt::format("the ResourceName \"{}\" is invalid", resource);
  }
  const MutexLock lock(state_.mutex);
  state_.Note(NodeEvent::Kind::kRegister, resource, error);
  if (error.empty()) return {};
  return Error{Code::kUnknown, error};
}

void DeviceManager::Connected(const std::string& resource, std::shared_ptr<PluginClient> client,
                              PluginOptions options) {
  const MutexLock lock(state_.mutex);
  state_.table.Connected(resource, std::move(client), options);
  state_.Note(NodeEvent::Kind::kRegistered, resource);
}

void DeviceManager::ConnectFailed(const std::string& resource, const Error& error) {
  const MutexLock lock(state_.mutex);
  state_.table.ConnectFailed(resource);
  state_.Note(NodeEvent::Kind::kRegister, resource, error.message);
}

void DeviceManager::Listed(const std::string& resource, const std::vector<SentDevice>& devices) {
  const SteadyTime came = state_.clock.Now();
  const MutexLock lock(state_.mutex);
  state_.table.Listed(resource, devices);
  state_.Note(NodeEvent::Kind::kList, resource, fmt::format("{} devices", devices.size()));
  state_.events.back().at = came;  // how long we take over it is not the plugin's concern
}

void DeviceManager::StreamEnded(const std::string& resource, const PluginClient& client,
                                const std::string& status) {
  std::vector<std::shared_ptr<PluginClient>> gone;
  {
    const MutexLock lock(state_.mutex);
    gone = state_.table.StreamEnded(resource, client, state_.clock.Now());
    state_.Note(NodeEvent::Kind::kStreamEnded, resource, status);
  }
  for (const std::shared_ptr<PluginClient>& connection : gone) connection->Disconnect();
}

void DeviceManager::Restart() {
  const MutexLock lock(state_.mutex);
  state_.table.Restart(state_.clock.Now());
  state_.running_at_start.clear();
  for (const auto& [uid, holder] : state_.assignments.pods()) {
    for (const auto& [container, resources] : holder.containers) {
      state_.running_at_start.emplace(uid, container);
    }
  }
  state_.changed.notify_all();
}

Verdict DeviceManager::Admit(const Pod& pod) {
  const MutexLock lock(sync_loop_);
  return Admission(state_, pod).Run();
}

void DeviceManager::Remove(const std::string& pod_uid) {
  const MutexLock lock(state_.mutex);
  state_.assignments.Remove(pod_uid);
  std::erase_if(state_.running_at_start,
                [&](const auto& container) { return container.first == pod_uid; });
}

Node DeviceManager::NodeLocked() const {
  return {.resources = state_.table.Snapshot(state_.clock.Now()), .events = state_.events};
}

Node DeviceManager::node() const {
  const MutexLock lock(state_.mutex);
  return NodeLocked();
}

Result<> DeviceManager::WaitFor(const std::string& what,
                                const std::function<bool(const Node&)>& holds,
                                std::chrono::milliseconds timeout) const {
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  const MutexLock lock(state_.mutex);
  for (;;) {
    const Node node = NodeLocked();
    if (holds(node)) return {};
    if (std::chrono::steady_clock::now() >= deadline) {
      return Error{Code::kDeadlineExceeded,
                   fmt::format("waiting {} ms for {}{}", timeout.count(), what, Describe(node))};
    }
    // The end of a grace period is a change that nobody notes.
    const auto expiry = state_.table.NextExpiry().value_or(deadline);
    state_.changed.wait_until(state_.mutex, std::min(deadline, expiry));
  }
}

std::map<std::string, Assignments::Holder> DeviceManager::Holders() const {
  const MutexLock lock(state_.mutex);
  return state_.assignments.pods();
}

std::vector<std::shared_ptr<PluginClient>> DeviceManager::ClientsOf(
    const std::string& resource) const {
  const MutexLock lock(state_.mutex);
  return state_.table.ClientsOf(resource);
}

std::vector<std::shared_ptr<PluginClient>> DeviceManager::Clients() const {
  const MutexLock lock(state_.mutex);
  return state_.table.Clients();
}

}  // namespace davit::emulator
