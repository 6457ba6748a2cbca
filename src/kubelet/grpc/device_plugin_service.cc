// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/kubelet/grpc/device_plugin_service.h"

#include <string>
#include <utility>
#include <vector>

#include "src/kubelet/grpc/pre_start_call.h"
#include "src/kubelet/grpc/status.h"

namespace davit::kubelet {
namespace {

const grpc::Status& Stopping() {
  static const grpc::Status kStatus(grpc::StatusCode::UNAVAILABLE,
                                    "this device plugin is stopping");
  return kStatus;
}

grpc::ServerUnaryReactor* FinishNow(grpc::CallbackServerContext& context,
                                    const grpc::Status& status) {
  grpc::ServerUnaryReactor* reactor = context.DefaultReactor();
  reactor->Finish(status);
  return reactor;
}

}  // namespace

grpc::ServerUnaryReactor* DevicePluginService::GetDevicePluginOptions(
    Context* context, const device_plugin::Empty* /*request*/,
    device_plugin::DevicePluginOptions* response) {
  Write(resource_.options(), *response);
  return FinishNow(*context, grpc::Status::OK);
}

grpc::ServerWriteReactor<grpc::ByteBuffer>* DevicePluginService::ListAndWatch(
    Context* context, const grpc::ByteBuffer* /*request*/) {
  std::shared_ptr<ListStream> stream;
  bool ending = false;
  {
    const MutexLock lock(mutex_);
    stream =
        std::make_shared<ListStream>(ListStream::Needs{loop_, feed_, encoder_}, ++last_stream_);
    streams_.emplace(stream->number(), stream);
    ending = ending_;
  }
  events_.StreamOpened(stream->number());
  stream->Begin(*context, [this](ListStream& ended) { StreamEnded(ended); });
  if (ending) stream->End(Stopping());
  return stream.get();
}

grpc::ServerUnaryReactor* DevicePluginService::GetPreferredAllocation(
    Context* context, const device_plugin::PreferredAllocationRequest* request,
    device_plugin::PreferredAllocationResponse* response) {
  const Result<std::vector<std::vector<std::string>>> preferred =
      resource_.Preferred(Read(*request));
  if (!preferred.ok()) return FinishNow(*context, ToStatus(preferred.error()));
  for (const std::vector<std::string>& ids : *preferred) {
    response->add_container_responses()->mutable_deviceids()->Add(ids.begin(), ids.end());
  }
  return FinishNow(*context, grpc::Status::OK);
}

grpc::ServerUnaryReactor* DevicePluginService::Allocate(
    Context* context, const device_plugin::AllocateRequest* request,
    device_plugin::AllocateResponse* response) {
  const Result<std::vector<ContainerAnswer>> answers = resource_.Allocate(Read(*request));
  if (!answers.ok()) return FinishNow(*context, ToStatus(answers.error()));
  return FinishNow(*context, ToStatus(Write(*answers, *response)));
}

grpc::ServerUnaryReactor* DevicePluginService::PreStartContainer(
    Context* context, const device_plugin::PreStartContainerRequest* request,
    device_plugin::PreStartContainerResponse* /*response*/) {
  const std::vector<std::string> ids(request->devices_ids().begin(), request->devices_ids().end());
  return PreStartCall::Begin(*context, loop_.clock(), resource_, ids);
}

void DevicePluginService::EndStreams() {
  std::vector<std::shared_ptr<ListStream>> streams;
  {
    const MutexLock lock(mutex_);
    ending_ = true;
    for (const auto& [number, stream] : streams_) streams.push_back(stream);
  }
  for (const std::shared_ptr<ListStream>& stream : streams) stream->End(Stopping());
}

void DevicePluginService::StreamEnded(ListStream& stream) {
  {
    const MutexLock lock(mutex_);
    streams_.erase(stream.number());
  }
  events_.StreamEnded(stream.number());
}

}  // namespace davit::kubelet
