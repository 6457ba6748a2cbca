// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/emulator/grpc/pod_resources_service.h"

#include <string>

#include <fmt/format.h>

namespace davit::emulator {
namespace {

/// One entry for each device and NUMA node of it; one without topology where none is known.
template <class AddEntry>
void WriteDevice(const std::string& resource, const std::string& id, const NodeDevice* device,
                 const AddEntry& add_entry) {
  const auto entry = [&]() -> ::v1::ContainerDevices& {
    ::v1::ContainerDevices& devices = *add_entry();
    devices.set_resource_name(resource);
    devices.add_device_ids(id);
    return devices;
  };
  if (device == nullptr || device->numa.empty()) {
    entry();
    return;
  }
  for (const std::int64_t node : device->numa) {
    entry().mutable_topology()->add_nodes()->set_id(node);
  }
}

}  // namespace

void PodResourcesService::WritePod(const Assignments::Holder& holder, const Node& node,
                                   ::v1::PodResources& out) const {
  out.set_name(holder.pod);
  out.set_namespace_(holder.name_space);
  for (const auto& [name, resources] : holder.containers) {
    ::v1::ContainerResources& container = *out.add_containers();
    container.set_name(name);
    for (const auto& [resource, assignment] : resources) {
      const NodeResource known = node.Of(resource);
      for (const std::string& id : assignment.ids) {
        const auto it = known.devices.find(id);
        WriteDevice(resource, id, it == known.devices.end() ? nullptr : &it->second,
                    [&container] { return container.add_devices(); });
      }
    }
  }
}

grpc::Status PodResourcesService::List(grpc::ServerContext* /*context*/,
                                       const ::v1::ListPodResourcesRequest* /*request*/,
                                       ::v1::ListPodResourcesResponse* response) {
  const Node node = manager_.node();
  for (const auto& [uid, holder] : manager_.Holders()) {
    WritePod(holder, node, *response->add_pod_resources());
  }
  return grpc::Status::OK;
}

grpc::Status PodResourcesService::GetAllocatableResources(
    grpc::ServerContext* /*context*/, const ::v1::AllocatableResourcesRequest* /*request*/,
    ::v1::AllocatableResourcesResponse* response) {
  for (const auto& [name, resource] : manager_.node().resources) {
    if (resource.allocatable == 0) continue;
    for (const auto& [id, device] : resource.devices) {
      if (device.health != "Healthy") continue;
      WriteDevice(name, id, &device, [response] { return response->add_devices(); });
    }
  }
  return grpc::Status::OK;
}

grpc::Status PodResourcesService::Get(grpc::ServerContext* /*context*/,
                                      const ::v1::GetPodResourcesRequest* request,
                                      ::v1::GetPodResourcesResponse* response) {
  for (const auto& [uid, holder] : manager_.Holders()) {
    if (holder.pod != request->pod_name() || holder.name_space != request->pod_namespace()) {
      continue;
    }
    WritePod(holder, manager_.node(), *response->mutable_pod_resources());
    return grpc::Status::OK;
  }
  return {grpc::StatusCode::UNKNOWN, fmt::format("pod {} in namespace {} not found",
                                                 request->pod_name(), request->pod_namespace())};
}

}  // namespace davit::emulator
