// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <grpcpp/server_context.h>

#include "podresources/v1/api.grpc.pb.h"

#include "src/emulator/device_manager.h"

namespace davit::emulator {

/// v1.PodResourcesLister over what the device manager has given away.
class PodResourcesService final : public ::v1::PodResourcesLister::Service {
 public:
  /// `manager` outlives the service.
  explicit PodResourcesService(const DeviceManager& manager) : manager_(manager) {}

 private:
  grpc::Status List(grpc::ServerContext* context, const ::v1::ListPodResourcesRequest* request,
                    ::v1::ListPodResourcesResponse* response) override;
  grpc::Status GetAllocatableResources(grpc::ServerContext* context,
                                       const ::v1::AllocatableResourcesRequest* request,
                                       ::v1::AllocatableResourcesResponse* response) override;
  grpc::Status Get(grpc::ServerContext* context, const ::v1::GetPodResourcesRequest* request,
                   ::v1::GetPodResourcesResponse* response) override;

  void WritePod(const Assignments::Holder& holder, const Node& node, ::v1::PodResources& out) const;

  const DeviceManager& manager_;
};

}  // namespace davit::emulator
