// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "bench/pretended_resource.h"

#include <array>

#include "davit/backend.h"
#include "src/config/rules.h"

namespace davit::bench {
namespace {

const PurposeSpec kPurposes[] = {{.name = "node",
                                  .kinds = EditKind::kDeviceNode | EditKind::kEnv,
                                  .default_outlet = Outlet::kDeviceNodes}};
const BackendEntry kEntry{.name = "pretended",
                          .summary = "devices for a benchmark",
                          .options = {},
                          .attributes = {},
                          .purposes = kPurposes};
const std::array<const BackendEntry*, 1> kEntries = {&kEntry};

config::ResourceRule Rule() {
  config::ResourceRule rule;
  rule.name = "davit.dev/pretended";
  rule.backend = kEntry.name;
  rule.delivery = {{"node", {Outlet::kDeviceNodes}}};
  rule.selectors.push_back({});
  return rule;
}

}  // namespace

PretendedResource::PretendedResource(int devices, std::function<void(Resource&)> changed)
    : devices_(devices),
      changed_(std::move(changed)),
      thread_([this] { loop_.Run(); }),
      holders_(loop_.clock()),
      inventory_(loop_.clock(), [this](const std::string& backend) {
        loop_.Post([this, backend] { set_->BackendChanged(backend); });
      }) {
  Do([this] {
    set_ = std::make_unique<ResourceSet>(
        ResourceSet::Needs{.loop = loop_,
                           .log = log_,
                           .entries = kEntries,
                           .inventory = inventory_,
                           .holders = holders_,
                           .pod_resources = pod_resources_,
                           .sink = *this,
                           .send_order = [](const std::string&, const Order&) {}});
    set_->SetRules({Rule()});
  });
  Publish(MakeSnapshot(-1));
  while (resource_ == nullptr) Do([] {});
}

PretendedResource::~PretendedResource() {
  Do([this] { set_.reset(); });
  loop_.Stop();
  thread_.join();
}

Snapshot PretendedResource::MakeSnapshot(int unhealthy) const {
  Snapshot snapshot;
  snapshot.state = Snapshot::State::kReady;
  for (int i = 0; i < devices_; ++i) {
    const std::string id = "device-" + std::to_string(i);
    Device device;
    device.id = DeviceId{id};
    device.kind = "thing";
    device.edit_groups = {id};
    if (i == unhealthy) {
      device.faults = {{.code = "broken", .severity = Severity::kFatal, .text = "broken"}};
    }
    EditGroup group{.purpose = "node", .edits = {}, .node_files = {}};
    group.edits.device_nodes.push_back(DeviceNode{.path = "/dev/" + id});
    group.edits.env = {{"ID", "one"}};
    snapshot.edits.emplace(id, std::move(group));
    snapshot.devices.push_back(std::move(device));
  }
  return snapshot;
}

void PretendedResource::Publish(Snapshot snapshot) {
  static_cast<void>(inventory_.Publish(kEntry, std::move(snapshot)));
}

void PretendedResource::Do(const std::function<void()>& task) {
  std::promise<void> done;
  loop_.Post([&] {
    task();
    done.set_value();
  });
  done.get_future().wait();
}

}  // namespace davit::bench
