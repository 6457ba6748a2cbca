// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/kubelet/grpc/wire.h"

#include <fmt/format.h>
#include <google/protobuf/arena.h>

#include "src/base/escape.h"
#include "src/base/utf8.h"

namespace davit::kubelet {
namespace {

/// The first field of an answer that is no UTF-8, for the error message.
class Utf8Check {
 public:
  const std::string& operator()(std::string_view field, const std::string& text) {
    if (offender_.empty() && !IsUtf8(text)) {
      offender_ = fmt::format("{} \"{}\"", field, Escape(text));
    }
    return text;
  }

  Result<> Verdict() const {
    if (offender_.empty()) return {};
    return Error{Code::kInternal,
                 fmt::format("{} is not UTF-8: the kubelet would not take it", offender_)};
  }

 private:
  std::string offender_;
};

void WriteOne(const ContainerAnswer& answer, Utf8Check& check,
              device_plugin::ContainerAllocateResponse& message) {
  for (const auto& [name, value] : answer.envs) {
    (*message.mutable_envs())[check("variable", name)] = check("variable", value);
  }
  for (const ContainerAnswer::Mount& mount : answer.mounts) {
    device_plugin::Mount& out = *message.add_mounts();
    out.set_container_path(check("mount", mount.container_path));
    out.set_host_path(check("mount", mount.host_path));
    out.set_read_only(mount.read_only);
  }
  for (const ContainerAnswer::Device& device : answer.devices) {
    device_plugin::DeviceSpec& out = *message.add_devices();
    out.set_container_path(check("device", device.container_path));
    out.set_host_path(check("device", device.host_path));
    out.set_permissions(check("permissions", device.permissions));
  }
  for (const auto& [name, value] : answer.annotations) {
    (*message.mutable_annotations())[check("annotation", name)] = check("annotation", value);
  }
  for (const std::string& name : answer.cdi_devices) {
    message.add_cdi_devices()->set_name(check("CDI device", name));
  }
}

grpc::ByteBuffer EncodeList(const DeviceList& list) {
  google::protobuf::Arena arena;
  auto& message =
      *google::protobuf::Arena::CreateMessage<device_plugin::ListAndWatchResponse>(&arena);
  message.mutable_devices()->Reserve(static_cast<int>(list.size()));
  for (const ListedDevice& device : list) {
    if (!IsUtf8(device.id)) continue;  // the whole stream would end for it
    device_plugin::Device& out = *message.add_devices();
    out.set_id(device.id);
    out.set_health(device.healthy ? "Healthy" : "Unhealthy");
    for (const NumaNode node : device.numa) out.mutable_topology()->add_nodes()->set_id(node.value);
  }
  grpc::Slice slice(message.ByteSizeLong());
  // A slice that nobody else holds yet may be written.
  auto* bytes = const_cast<std::uint8_t*>(slice.begin());
  message.SerializeWithCachedSizesToArray(bytes);
  return {&slice, 1};
}

}  // namespace

void Write(const PluginOptions& options, device_plugin::DevicePluginOptions& message) {
  message.set_pre_start_required(options.pre_start_required);
  message.set_get_preferred_allocation_available(options.preferred_allocation_available);
}

Result<> Write(std::span<const ContainerAnswer> answers, device_plugin::AllocateResponse& message) {
  Utf8Check check;
  for (const ContainerAnswer& answer : answers) {
    WriteOne(answer, check, *message.add_container_responses());
  }
  return check.Verdict();
}

std::vector<std::vector<std::string>> Read(const device_plugin::AllocateRequest& message) {
  std::vector<std::vector<std::string>> requests;
  requests.reserve(static_cast<std::size_t>(message.container_requests_size()));
  for (const auto& request : message.container_requests()) {
    requests.emplace_back(request.devices_ids().begin(), request.devices_ids().end());
  }
  return requests;
}

std::vector<PreferredQuestion> Read(const device_plugin::PreferredAllocationRequest& message) {
  std::vector<PreferredQuestion> questions;
  questions.reserve(static_cast<std::size_t>(message.container_requests_size()));
  for (const auto& request : message.container_requests()) {
    questions.push_back({
        .available = {request.available_deviceids().begin(), request.available_deviceids().end()},
        .must_include = {request.must_include_deviceids().begin(),
                         request.must_include_deviceids().end()},
        .size = request.allocation_size(),
    });
  }
  return questions;
}

grpc::ByteBuffer ListEncoder::Encode(const SharedDeviceList& list) {
  const MutexLock lock(mutex_);
  if (list != list_) {
    bytes_ = EncodeList(*list);
    list_ = list;
  }
  return bytes_;
}

}  // namespace davit::kubelet
