// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/kubelet/grpc/grpc_registrar.h"

#include <memory>
#include <utility>

#include "src/kubelet/grpc/dial.h"
#include "src/kubelet/grpc/proto.h"
#include "src/kubelet/grpc/wire.h"

namespace davit::kubelet {
namespace {

/// Empty has no fields; a status text is bounded by gRPC itself.
constexpr int kMaxAnswerBytes = 64 * 1024;

using RegisterCall = UnaryCall<device_plugin::RegisterRequest, device_plugin::Empty>;

}  // namespace

GrpcRegistrar::GrpcRegistrar(EventLoop& loop, std::string kubelet_socket)
    : kubelet_socket_(std::move(kubelet_socket)), calls_(loop) {}

void GrpcRegistrar::Register(const Registration& registration, std::chrono::milliseconds deadline,
                             std::function<void(Result<>)> done) {
  Result<std::shared_ptr<grpc::Channel>> channel = DialUnix(kubelet_socket_, kMaxAnswerBytes);
  if (!channel.ok()) {
    calls_.Post([error = channel.error(), done = std::move(done)] { done(error); });
    return;
  }
  auto call = std::make_shared<RegisterCall>();
  call->channel = *std::move(channel);
  call->request.set_version("v1beta1");
  call->request.set_endpoint(registration.endpoint);
  call->request.set_resource_name(registration.resource);
  Write(registration.options, *call->request.mutable_options());
  calls_.Start<RegisterCall>(
      std::move(call), deadline,
      [](RegisterCall& under_way, std::function<void(grpc::Status)> callback) {
        device_plugin::Registration::Stub(under_way.channel)
            .async()
            ->Register(&under_way.context, &under_way.request, &under_way.response,
                       std::move(callback));
      },
      [done = std::move(done)](Result<> result, RegisterCall&) { done(std::move(result)); });
}

}  // namespace davit::kubelet
