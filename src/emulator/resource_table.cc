// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/emulator/resource_table.h"

#include <algorithm>
#include <utility>

namespace davit::emulator {

void ResourceTable::Connected(const std::string& resource, std::shared_ptr<PluginClient> client,
                              PluginOptions options) {
  const auto [it, fresh] = entries_.try_emplace(resource);
  Entry& entry = it->second;
  if (const auto dropped = dropped_.extract(resource); fresh && !dropped.empty()) {
    entry.seen = dropped.mapped();
  }
  if (entry.client != nullptr) entry.others.push_back(std::move(entry.client));
  entry.seen.endpoint = client->endpoint();
  ++entry.seen.registrations;
  entry.client = std::move(client);
  entry.options = options;
  entry.stopped.reset();
}

void ResourceTable::ConnectFailed(const std::string& resource) {
  const auto it = entries_.find(resource);
  if (it == entries_.end() || profile_.client_key != Profile::ClientKey::kResource) return;
  // As the real one: nobody disconnects the old plugin, it is only not found any more.
  if (it->second.client != nullptr) it->second.others.push_back(std::move(it->second.client));
}

void ResourceTable::Listed(const std::string& resource, const std::vector<SentDevice>& devices) {
  Entry& entry = entries_[resource];
  entry.healthy.clear();
  entry.unhealthy.clear();
  entry.seen.devices.clear();
  ++entry.seen.lists;
  for (const SentDevice& device : devices) {
    // An id that is sent twice with two healths stands in both sets and counts twice.
    (device.health == "Healthy" ? entry.healthy : entry.unhealthy).insert(device.id);
    entry.seen.devices[device.id] = {device.health, device.has_topology, device.numa};
  }
}

std::vector<std::shared_ptr<PluginClient>> ResourceTable::StreamEnded(const std::string& resource,
                                                                      const PluginClient& client,
                                                                      SteadyTime now) {
  const auto it = entries_.find(resource);
  if (it == entries_.end()) return {};
  Entry& entry = it->second;
  ++entry.seen.streams_ended;
  std::vector<std::shared_ptr<PluginClient>> gone;
  const auto other =
      std::find_if(entry.others.begin(), entry.others.end(),
                   [&client](const auto& candidate) { return candidate.get() == &client; });
  const bool is_newest = entry.client.get() == &client;
  if (other != entry.others.end()) {
    gone.push_back(std::move(*other));
    entry.others.erase(other);
  }
  // Clients are found by the resource's name alone: the end of an old stream takes the new one.
  const bool takes_newest = profile_.client_key == Profile::ClientKey::kResource;
  if (entry.client != nullptr && (is_newest || takes_newest)) {
    gone.push_back(std::move(entry.client));
    entry.client = nullptr;
    MarkAllUnhealthy(entry, now);
  }
  return gone;
}

void ResourceTable::Restart(SteadyTime now) {
  Expire(now);
  for (auto& [name, entry] : entries_) {
    entry.client = nullptr;
    entry.others.clear();
    entry.options = {};
    entry.healthy.clear();
    entry.unhealthy.clear();
    entry.seen.devices.clear();
    entry.stopped = now;
  }
}

ResourceTable::Entry* ResourceTable::Find(const std::string& resource, SteadyTime now) {
  Expire(now);
  const auto it = entries_.find(resource);
  return it == entries_.end() ? nullptr : &it->second;
}

std::map<std::string, NodeResource> ResourceTable::Snapshot(SteadyTime now) {
  Expire(now);
  std::map<std::string, NodeResource> snapshot = dropped_;
  for (const auto& [name, entry] : entries_) {
    NodeResource resource = entry.seen;
    resource.capacity = static_cast<int>(entry.healthy.size() + entry.unhealthy.size());
    resource.allocatable = static_cast<int>(entry.healthy.size());
    resource.connected = entry.client != nullptr;
    resource.pre_start_required = entry.options.pre_start_required;
    resource.preferred_allocation_available = entry.options.preferred_allocation_available;
    snapshot[name] = std::move(resource);
  }
  return snapshot;
}

std::optional<SteadyTime> ResourceTable::NextExpiry() const {
  std::optional<SteadyTime> next;
  for (const auto& [name, entry] : entries_) {
    if (!entry.stopped) continue;
    const SteadyTime expiry = *entry.stopped + grace_;
    if (!next || expiry < *next) next = expiry;
  }
  return next;
}

std::vector<std::shared_ptr<PluginClient>> ResourceTable::ClientsOf(
    const std::string& resource) const {
  const auto it = entries_.find(resource);
  if (it == entries_.end()) return {};
  std::vector<std::shared_ptr<PluginClient>> clients = it->second.others;
  if (it->second.client != nullptr) clients.push_back(it->second.client);
  return clients;
}

std::vector<std::shared_ptr<PluginClient>> ResourceTable::Clients() const {
  std::vector<std::shared_ptr<PluginClient>> clients;
  for (const auto& [name, entry] : entries_) {
    const std::vector<std::shared_ptr<PluginClient>> some = ClientsOf(name);
    clients.insert(clients.end(), some.begin(), some.end());
  }
  return clients;
}

void ResourceTable::Expire(SteadyTime now) {
  for (auto it = entries_.begin(); it != entries_.end();) {
    Entry& entry = it->second;
    if (!entry.stopped || now < *entry.stopped + grace_) {
      ++it;
      continue;
    }
    entry.seen.devices.clear();
    dropped_[it->first] = std::move(entry.seen);
    it = entries_.erase(it);
  }
}

void ResourceTable::MarkAllUnhealthy(Entry& entry, SteadyTime now) {
  entry.unhealthy.merge(entry.healthy);
  entry.healthy.clear();
  entry.stopped = now;
}

}  // namespace davit::emulator
