// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/emulator/admission.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "src/emulator/merge_answers.h"

namespace davit::emulator {
namespace {

std::set<std::string> Minus(const std::set<std::string>& all, const std::set<std::string>& some) {
  std::set<std::string> rest;
  std::set_difference(all.begin(), all.end(), some.begin(), some.end(),
                      std::inserter(rest, rest.end()));
  return rest;
}

std::set<std::string> Plus(std::set<std::string> ids, const std::set<std::string>& more) {
  ids.insert(more.begin(), more.end());
  return ids;
}

/// Moves ids of `order` that `taken` does not hold into it until it holds `size`.
void Fill(std::set<std::string>& taken, const std::vector<std::string>& order, std::size_t size) {
  for (const std::string& id : order) {
    if (taken.size() >= size) return;
    taken.insert(id);
  }
}

/// How grpc-go prints the error of a call.
std::string GoError(const Error& error) {
  static const char* const kNames[] = {
      "OK",       "Canceled",       "Unknown",          "InvalidArgument",   "DeadlineExceeded",
      "NotFound", "AlreadyExists",  "PermissionDenied", "ResourceExhausted", "FailedPrecondition",
      "Aborted",  "OutOfRange",     "Unimplemented",    "Internal",          "Unavailable",
      "DataLoss", "Unauthenticated"};
  return fmt::format("rpc error: code = {} desc = {}", kNames[static_cast<int>(error.code)],
                     error.message);
}

Error Plain(std::string message) { return {Code::kUnknown, std::move(message)}; }

}  // namespace

Verdict Admission::Run() {
  {
    const MutexLock lock(state_.mutex);
    state_.assignments.Recount();
  }
  std::vector<const Container*> order;
  for (const bool app : {false, true}) {
    for (const Container& container : pod_.containers) {
      if ((container.kind == Container::Kind::kApp) == app) order.push_back(&container);
    }
  }
  Verdict verdict;
  for (const Container* container : order) {
    const Result<> allocated = AllocateContainer(*container);
    if (allocated.ok()) continue;
    verdict.reason = "UnexpectedAdmissionError";
    verdict.message =
        fmt::format("Pod was rejected: Allocate failed due to {}, which is unexpected",
                    allocated.error().message);
    const MutexLock lock(state_.mutex);
    state_.assignments.Remove(pod_.uid);
    return verdict;
  }
  {
    const MutexLock lock(state_.mutex);
    if (const std::string resource = MissingResource(); !resource.empty()) {
      verdict.reason = "OutOf" + resource.substr(0, resource.find(','));
      verdict.message = "Pod was rejected: Node didn't have enough resource: " + resource;
      state_.assignments.Remove(pod_.uid);
      return verdict;
    }
  }
  verdict.admitted = true;
  for (const Container& container : pod_.containers) {
    verdict.grants.push_back(CreateContainer(container));
  }
  return verdict;
}

Result<> Admission::AllocateContainer(const Container& container) {
  std::vector<std::pair<std::string, int>> limits(container.limits.begin(), container.limits.end());
  {
    const MutexLock lock(state_.mutex);
    std::shuffle(limits.begin(), limits.end(), state_.random);
  }
  for (const auto& [resource, required] : limits) {
    RETURN_IF_ERROR(AllocateResource(container, resource, required));
    const MutexLock lock(state_.mutex);
    const Ids ids = state_.assignments.Of(pod_.uid, container.name, resource);
    Ids& reusable = reusable_[resource];
    if (container.kind == Container::Kind::kInit) {
      reusable = Plus(std::move(reusable), ids);
    } else {
      reusable = Minus(reusable, ids);
    }
  }
  return {};
}

Result<> Admission::AllocateResource(const Container& container, const std::string& resource,
                                     int required) {
  Ids ids;
  std::shared_ptr<PluginClient> client;
  std::vector<std::string> order;
  {
    const MutexLock lock(state_.mutex);
    const bool registered = state_.table.Find(resource, state_.clock.Now()) != nullptr;
    // Not ours: the scheduler's business, and the pod goes without.
    if (!registered && !state_.assignments.Knows(resource)) return {};
    ASSIGN_OR_RETURN(ids, Choose(container, resource, required));
    if (ids.empty()) return {};
    const ResourceTable::Entry* entry = state_.table.Find(resource, state_.clock.Now());
    if (entry == nullptr) return Plain("unknown Device Plugin " + resource);
    client = entry->client;
    order = state_.Shuffled(ids);
    if (client == nullptr) {
      state_.assignments.Recount();
      return Plain(fmt::format("endpoint {} has been stopped", entry->seen.endpoint));
    }
    state_.Note(NodeEvent::Kind::kAllocate, resource, fmt::format("{}", fmt::join(order, ",")));
  }
  Result<std::vector<ContainerResponse>> responses = client->Allocate(order);
  const MutexLock lock(state_.mutex);
  if (!responses.ok()) {
    state_.assignments.Recount();
    return Plain(GoError(responses.error()));
  }
  if (responses->empty()) {
    return Plain("no containers return in allocation response &AllocateResponse{}");
  }
  ContainerResponse response = std::move(responses->front());
  if (!state_.profile.reads_cdi_devices) response.cdi_devices.clear();
  state_.assignments.Assign(pod_, container.name, resource, ids, std::move(response));
  return {};
}

Result<std::set<std::string>> Admission::Choose(const Container& container,
                                                const std::string& resource, int required) {
  const bool checks = state_.profile.checks_health_at_admission;
  const Ids assigned = state_.assignments.Of(pod_.uid, container.name, resource);
  int needed = required;
  if (!assigned.empty()) {
    needed = required - static_cast<int>(assigned.size());
    if (needed != 0) {
      return Plain(fmt::format(
          "pod \"{}\" container \"{}\" changed request for resource \"{}\" from {} to {}", pod_.uid,
          container.name, resource, assigned.size(), required));
    }
    if (!checks) return Ids{};
  }
  if (checks && state_.running_at_start.contains({pod_.uid, container.name})) return Ids{};

  const ResourceTable::Entry* entry = state_.table.Find(resource, state_.clock.Now());
  if (entry == nullptr) {
    return Plain(
        (checks ? "cannot allocate unregistered device " : "can't allocate unregistered device ") +
        resource);
  }
  if (checks) {
    if (entry->healthy.empty()) {
      return Plain("no healthy devices present; cannot allocate unhealthy devices " + resource);
    }
    if (!Minus(assigned, entry->healthy).empty()) {
      return Plain(
          "previously allocated devices are no longer healthy; cannot allocate unhealthy devices " +
          resource);
    }
  }
  if (needed <= 0) return Ids{};

  const auto wanted = static_cast<std::size_t>(needed);
  Ids taken;
  Fill(taken, state_.Shuffled(reusable_[resource]), wanted);
  state_.assignments.Take(resource, taken);
  if (taken.size() == wanted) return taken;

  const Ids available = Minus(entry->healthy, state_.assignments.used(resource));
  const std::size_t missing = wanted - taken.size();
  if (available.size() < missing) {
    return Plain(
        fmt::format("requested number of devices unavailable for {}. Requested: {}, Available: {}",
                    resource, missing, available.size()));
  }
  // Without a topology policy all devices are alike: one question over all that is available.
  if (entry->options.preferred_allocation_available && entry->client != nullptr) {
    ASSIGN_OR_RETURN(const Ids preferred, AskPreferred(resource, available, taken, required));
    Ids usable;
    std::set_intersection(preferred.begin(), preferred.end(), available.begin(), available.end(),
                          std::inserter(usable, usable.end()));
    Fill(taken, state_.Shuffled(usable), wanted);
  }
  Fill(taken, state_.Shuffled(available), wanted);
  state_.assignments.Take(resource, taken);
  return taken;
}

Result<std::set<std::string>> Admission::AskPreferred(const std::string& resource,
                                                      const Ids& available, const Ids& taken,
                                                      int required) {
  const std::shared_ptr<PluginClient> client =
      state_.table.Find(resource, state_.clock.Now())->client;
  const std::vector<std::string> choice = state_.Shuffled(Plus(available, taken));
  const std::vector<std::string> must_include = state_.Shuffled(taken);
  state_.Note(NodeEvent::Kind::kPreferred, resource,
              fmt::format("{} of {}", required, fmt::join(choice, ",")));
  state_.mutex.unlock();
  Result<std::vector<std::string>> preferred = client->Preferred(choice, must_include, required);
  state_.mutex.lock();
  if (!preferred.ok()) {
    return Plain("device plugin GetPreferredAllocation rpc failed with err: " +
                 GoError(preferred.error()));
  }
  return Ids(preferred->begin(), preferred->end());
}

std::string Admission::MissingResource() {
  const std::map<std::string, NodeResource> node = state_.table.Snapshot(state_.clock.Now());
  std::map<std::string, int> requested;
  std::map<std::string, int> init;  // init containers run one after the other
  for (const Container& container : pod_.containers) {
    for (const auto& [resource, count] : container.limits) {
      if (container.kind == Container::Kind::kInit) {
        init[resource] = std::max(init[resource], count);
      } else {
        requested[resource] += count;
      }
    }
  }
  for (const auto& [resource, count] : init) {
    requested[resource] = std::max(requested[resource], count);
  }
  for (const auto& [resource, count] : requested) {
    const auto it = node.find(resource);
    if (it == node.end()) continue;
    std::set<std::string> others;
    for (const auto& [uid, holder] : state_.assignments.pods()) {
      if (uid == pod_.uid) continue;
      for (const auto& [container, resources] : holder.containers) {
        const auto held = resources.find(resource);
        if (held != resources.end()) others = Plus(std::move(others), held->second.ids);
      }
    }
    const int used = static_cast<int>(others.size());
    int allocatable = it->second.allocatable;
    // Devices that are held count, also while their plugin is away.
    Ids own;
    for (const Container& container : pod_.containers) {
      own = Plus(std::move(own), state_.assignments.Of(pod_.uid, container.name, resource));
    }
    if (!own.empty())
      allocatable = std::max(allocatable, static_cast<int>(Plus(own, others).size()));
    if (count > allocatable - used) {
      return fmt::format("{}, requested: {}, used: {}, capacity: {}", resource, count, used,
                         allocatable);
    }
  }
  return {};
}

Grant Admission::CreateContainer(const Container& container) {
  Grant grant{.container = container.name};
  std::vector<ContainerResponse> responses;
  for (const auto& [resource, required] : container.limits) {
    std::shared_ptr<PluginClient> client;
    std::vector<std::string> ids;
    {
      const MutexLock lock(state_.mutex);
      const Assignments::ByResource assigned = state_.assignments.Of(pod_.uid, container.name);
      const auto it = assigned.find(resource);
      const ResourceTable::Entry* entry = state_.table.Find(resource, state_.clock.Now());
      if (it == assigned.end()) continue;
      grant.ids[resource] = {it->second.ids.begin(), it->second.ids.end()};
      responses.push_back(it->second.response);
      if (entry == nullptr) {
        grant.start_error = "endpoint not found in cache for a registered resource: " + resource;
        continue;
      }
      if (!entry->options.pre_start_required) continue;
      client = entry->client;
      ids = state_.Shuffled(it->second.ids);
      state_.Note(NodeEvent::Kind::kPreStart, resource, fmt::format("{}", fmt::join(ids, ",")));
    }
    const Result<> ready =
        client == nullptr ? Result<>(Plain("endpoint has been stopped")) : client->PreStart(ids);
    if (!ready.ok()) {
      grant.start_error =
          "device plugin PreStartContainer rpc failed with err: " + GoError(ready.error());
    }
  }
  {
    const MutexLock lock(state_.mutex);
    std::shuffle(responses.begin(), responses.end(), state_.random);
  }
  grant.response = MergeAnswers(responses);
  return grant;
}

}  // namespace davit::emulator
