// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/testing/recording_log.h"
#include "src/plugin/resource_set.h"
#include "src/testing/fake_loop.h"

namespace davit {

/// PodResources under a test's hand: answers at once with `holdings`, fails with `failure`, or
/// keeps the question while `silent`.
class FakePodResources final : public PodResourcesSource {
 public:
  void List(std::chrono::milliseconds timeout,
            std::function<void(Result<std::vector<Holding>>)> done) override {
    ++questions;
    patience = timeout;
    waiting = std::move(done);
    if (!silent) Answer();
  }

  void Answer() {
    auto done = std::exchange(waiting, nullptr);
    if (failure) {
      done(*failure);
    } else {
      done(holdings);
    }
  }

  void Hold(const std::string& resource, const std::string& id) {
    holdings.push_back({.holder = "ns/pod/c", .resource = resource, .ids = {id}});
  }

  int questions = 0;
  std::chrono::milliseconds patience{};
  std::vector<Holding> holdings;
  std::optional<Error> failure;
  bool silent = false;
  std::function<void(Result<std::vector<Holding>>)> waiting;
};

/// Who serves resources, as a record of what it was told.
class RecordingSink final : public ResourceSink {
 public:
  void Opened(Resource& resource) override {
    open[resource.name()] = &resource;
    events.push_back("opened " + resource.name());
  }
  void Changed(Resource& resource) override { events.push_back("changed " + resource.name()); }
  void Closed(Resource& resource) override {
    open.erase(resource.name());
    events.push_back("closed " + resource.name());
  }

  std::map<std::string, Resource*> open;
  std::vector<std::string> events;
};

/// A share id that no template makes.
inline std::string LegacyId(const Device& device, int n) {
  return "legacy-" + std::to_string(n) + "-" + device.id.value;
}

inline Result<Composition> ComposeIds(const Snapshot&, const Request& request) {
  Composition composition;
  std::string ids;
  for (const Request::Item& item : request.items)
    ids += (ids.empty() ? "" : ",") + item.device.value;
  if (ids.find("refused") != std::string::npos) {
    return Error{Code::kFailedPrecondition, "this one never"};
  }
  composition.groups.push_back(
      {.purpose = "node", .edits = {.env = {{"IDS", ids}}}, .node_files = {}});
  composition.annotations["ids"] = ids;
  return composition;
}

inline const PurposeSpec kTestPurposes[] = {
    {.name = "node",
     .kinds = EditKind::kDeviceNode | EditKind::kEnv | EditKind::kMount,
     .default_outlet = Outlet::kDeviceNodes},
    {.name = "extra", .kinds = EditKind::kEnv, .default_outlet = Outlet::kNone}};

inline const BackendEntry kTestEntry{.name = "test",
                                     .summary = "devices that a test makes up",
                                     .options = {},
                                     .attributes = {},
                                     .purposes = kTestPurposes,
                                     .share_id = &LegacyId};
inline const BackendEntry kOtherEntry{
    .name = "other", .summary = "", .options = {}, .attributes = {}, .purposes = kTestPurposes};
inline const BackendEntry kPreparingEntry{.name = "preparing",
                                          .summary = "",
                                          .options = {},
                                          .attributes = {},
                                          .purposes = kTestPurposes,
                                          .prepares = true};
inline const BackendEntry kComposingEntry{.name = "composing",
                                          .summary = "",
                                          .options = {},
                                          .attributes = {},
                                          .purposes = kTestPurposes,
                                          .compose = &ComposeIds};

/// A device with nothing special; tests change what they are about.
inline Device MakeDevice(const std::string& id, const std::string& kind = "thing") {
  Device device;
  device.id = DeviceId{id};
  device.kind = kind;
  return device;
}

inline Fault FatalFault(const std::string& code, const std::string& text = "broken") {
  return Fault{.code = code, .severity = Severity::kFatal, .text = text, .since = {}};
}

/// A snapshot of these devices, each with a node /dev/<id> in a group of its own.
inline Snapshot MakeSnapshot(std::vector<Device> devices) {
  Snapshot snapshot;
  for (Device& device : devices) {
    if (device.edit_groups.empty()) {
      const std::string& id = device.id.value;
      device.edit_groups = {id};
      EditGroup group{.purpose = "node", .edits = {}, .node_files = {}};
      group.edits.device_nodes.push_back(DeviceNode{.path = "/dev/" + id});
      snapshot.edits.emplace(id, std::move(group));
    }
  }
  snapshot.devices = std::move(devices);
  return snapshot;
}

inline config::Condition Is(const std::string& text) {
  return config::Condition{.test = AttributeValue(text)};
}

/// A rule for the devices of one kind.
inline config::ResourceRule MakeRule(const std::string& name, config::Match match = {},
                                     const std::string& backend = "test") {
  config::ResourceRule rule;
  rule.name = name;
  rule.backend = backend;
  rule.delivery = {{"node", {Outlet::kDeviceNodes}}, {"extra", {Outlet::kNone}}};
  rule.selectors.push_back(config::Selector{.match = std::move(match)});
  return rule;
}

inline config::Sharing Shares(std::int64_t count, const std::string& ids = "{id}::{n}") {
  config::Sharing sharing;
  sharing.count = count;
  sharing.ids = ids;
  return sharing;
}

/// A ResourceSet with everything around it faked.
class ResourceSetTest : public ::testing::Test {
 protected:
  static inline const BackendEntry* const kEntries[] = {&kTestEntry, &kOtherEntry, &kPreparingEntry,
                                                        &kComposingEntry};

  ResourceSetTest() { Start(); }

  /// A new process: all is forgotten but what pods hold.
  void Start() {
    set.reset();
    sink = {};
    orders.clear();
    inventory = std::make_unique<Inventory>(loop.clock(), [this](const std::string& backend) {
      loop.Post([this, backend] { set->BackendChanged(backend); });
    });
    holders = std::make_unique<Holders>(loop.clock());
    holder_index = std::make_unique<HolderIndex>(*holders);
    set = std::make_unique<ResourceSet>(ResourceSet::Needs{
        .loop = loop,
        .log = log,
        .entries = kEntries,
        .inventory = *inventory,
        .holders = *holders,
        .pod_resources = pod_resources,
        .sink = sink,
        .send_order = [this](const std::string& backend,
                             Order order) { orders.emplace_back(backend, std::move(order)); },
        .holder_index = holder_index.get()});
  }

  void Publish(Snapshot snapshot, const BackendEntry& entry = kTestEntry) {
    const auto published = inventory->Publish(entry, std::move(snapshot));
    ASSERT_TRUE(published.ok()) << published.error().message;
    loop.RunPending();
  }
  void Publish(std::vector<Device> devices, const BackendEntry& entry = kTestEntry) {
    Publish(MakeSnapshot(std::move(devices)), entry);
  }

  void SetRules(std::vector<config::ResourceRule> rules) {
    set->SetRules(std::move(rules));
    loop.RunPending();
  }

  /// The list of an open resource: "a b! c" where b is Unhealthy.
  std::string ListOf(const std::string& resource) const {
    const auto found = sink.open.find(resource);
    if (found == sink.open.end()) return "not open";
    std::string text;
    for (const ListedDevice& device : *found->second->list()) {
      text += (text.empty() ? "" : " ") + device.id + (device.healthy ? "" : "!");
    }
    return text;
  }

  Result<ContainerAnswer> Allocate(const std::string& resource, std::vector<std::string> ids) {
    const std::vector<std::vector<std::string>> requests{std::move(ids)};
    auto answers = sink.open.at(resource)->Allocate(requests);
    if (!answers.ok()) return answers.error();
    return answers->front();
  }

  /// Whether the daemon has come to rest: an hour passes without a question.
  bool NobodyIsAskedAnyMore() {
    const int before = pod_resources.questions;
    loop.Advance(std::chrono::hours(1));
    return pod_resources.questions == before;
  }

  /// What holds an id by the kubelet's list, from the next question on.
  void Hold(const std::string& resource, const std::string& id) {
    pod_resources.Hold(resource, id);
  }

  template <class T>
  std::vector<T> OrdersOf(const std::string& backend) const {
    std::vector<T> found;
    for (const auto& [to, order] : orders) {
      if (const T* one = std::get_if<T>(&order); one != nullptr && to == backend) {
        found.push_back(*one);
      }
    }
    return found;
  }

  testing::FakeLoop loop;
  testing::RecordingLog log;
  FakePodResources pod_resources;
  RecordingSink sink;
  std::vector<std::pair<std::string, Order>> orders;
  std::unique_ptr<Inventory> inventory;
  std::unique_ptr<Holders> holders;
  std::unique_ptr<HolderIndex> holder_index;
  std::unique_ptr<ResourceSet> set;
};

}  // namespace davit
