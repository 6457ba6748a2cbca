// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/kubelet/grpc/pod_resources_client.h"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "src/kubelet/grpc/dial.h"
#include "src/kubelet/grpc/proto.h"

namespace davit::kubelet {
namespace {

/// 250 pods that hold 10 000 devices between them stay well below 1 MiB.
constexpr int kMaxAnswerBytes = 16 * 1024 * 1024;

using ListCall =
    UnaryCall<pod_resources::ListPodResourcesRequest, pod_resources::ListPodResourcesResponse>;

/// The kubelet sends one entry for each device and NUMA node of it: one holding for each container
/// and resource, ids once and in the order sent.
std::vector<Holding> Holdings(const pod_resources::ListPodResourcesResponse& response) {
  std::vector<Holding> holdings;
  for (const auto& pod : response.pod_resources()) {
    for (const auto& container : pod.containers()) {
      const std::string holder =
          fmt::format("{}/{}/{}", pod.namespace_(), pod.name(), container.name());
      std::map<std::string, std::vector<std::string>> by_resource;
      for (const auto& devices : container.devices()) {
        std::vector<std::string>& ids = by_resource[devices.resource_name()];
        for (const std::string& id : devices.device_ids()) {
          if (std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
        }
      }
      for (auto& [resource, ids] : by_resource) {
        holdings.push_back({.holder = holder, .resource = resource, .ids = std::move(ids)});
      }
    }
  }
  return holdings;
}

}  // namespace

PodResourcesClient::PodResourcesClient(EventLoop& loop, std::string socket)
    : socket_(std::move(socket)), calls_(loop) {}

void PodResourcesClient::List(std::chrono::milliseconds timeout,
                              std::function<void(Result<std::vector<Holding>>)> done) {
  Result<std::shared_ptr<grpc::Channel>> channel = DialUnix(socket_, kMaxAnswerBytes);
  if (!channel.ok()) {
    calls_.Post([error = channel.error(), done = std::move(done)] { done(error); });
    return;
  }
  auto call = std::make_shared<ListCall>();
  call->channel = *std::move(channel);
  calls_.Start<ListCall>(
      std::move(call), timeout,
      [](ListCall& under_way, std::function<void(grpc::Status)> callback) {
        pod_resources::PodResourcesLister::Stub(under_way.channel)
            .async()
            ->List(&under_way.context, &under_way.request, &under_way.response,
                   std::move(callback));
      },
      [done = std::move(done)](Result<> result, ListCall& under_way) {
        if (!result.ok()) return done(std::move(result).error());
        done(Holdings(under_way.response));
      });
}

}  // namespace davit::kubelet
