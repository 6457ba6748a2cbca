// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <cstdint>
#include <map>
#include <memory>

#include <grpcpp/support/server_callback.h>

#include "src/base/event_loop.h"
#include "src/base/mutex.h"
#include "src/kubelet/grpc/list_stream.h"
#include "src/kubelet/grpc/proto.h"
#include "src/kubelet/grpc/wire.h"
#include "src/kubelet/list_feed.h"
#include "src/kubelet/plugin_server.h"
#include "src/plugin/resource.h"

namespace davit::kubelet {

namespace internal {
template <template <class> class... Methods>
struct ServiceWith;
template <template <class> class Method, template <class> class... Methods>
struct ServiceWith<Method, Methods...> {
  using Type = Method<typename ServiceWith<Methods...>::Type>;
};
template <>
struct ServiceWith<> {
  using Type = device_plugin::DevicePlugin::Service;
};

// ListAndWatch is raw: its messages are encoded once for all streams.
using DevicePluginMethods =
    ServiceWith<device_plugin::DevicePlugin::WithCallbackMethod_GetDevicePluginOptions,
                device_plugin::DevicePlugin::WithRawCallbackMethod_ListAndWatch,
                device_plugin::DevicePlugin::WithCallbackMethod_GetPreferredAllocation,
                device_plugin::DevicePlugin::WithCallbackMethod_Allocate,
                device_plugin::DevicePlugin::WithCallbackMethod_PreStartContainer>::Type;
}  // namespace internal

/// v1beta1.DevicePlugin of one resource. No handler blocks: answers are computed at once from the
/// Resource, except PreStartContainer, which ends when the Resource has answered, its caller has
/// gone, or 30 s are over.
///
/// Called by gRPC from any thread.
class DevicePluginService final : public internal::DevicePluginMethods {
 public:
  DevicePluginService(EventLoop& loop, Resource& resource, ListFeed& feed,
                      PluginServerEvents& events)
      : loop_(loop), resource_(resource), feed_(feed), events_(events) {}

  /// Ends every ListAndWatch stream; those that come later end at once.
  void EndStreams();

 private:
  using Context = grpc::CallbackServerContext;

  grpc::ServerUnaryReactor* GetDevicePluginOptions(
      Context* context, const device_plugin::Empty* request,
      device_plugin::DevicePluginOptions* response) override;
  grpc::ServerWriteReactor<grpc::ByteBuffer>* ListAndWatch(
      Context* context, const grpc::ByteBuffer* request) override;
  grpc::ServerUnaryReactor* GetPreferredAllocation(
      Context* context, const device_plugin::PreferredAllocationRequest* request,
      device_plugin::PreferredAllocationResponse* response) override;
  grpc::ServerUnaryReactor* Allocate(Context* context,
                                     const device_plugin::AllocateRequest* request,
                                     device_plugin::AllocateResponse* response) override;
  grpc::ServerUnaryReactor* PreStartContainer(
      Context* context, const device_plugin::PreStartContainerRequest* request,
      device_plugin::PreStartContainerResponse* response) override;

  void StreamEnded(ListStream& stream);

  EventLoop& loop_;
  Resource& resource_;
  ListFeed& feed_;
  PluginServerEvents& events_;
  ListEncoder encoder_;

  Mutex mutex_;
  bool ending_ DAVIT_GUARDED_BY(mutex_) = false;
  std::uint64_t last_stream_ DAVIT_GUARDED_BY(mutex_) = 0;
  std::map<std::uint64_t, std::shared_ptr<ListStream>> streams_ DAVIT_GUARDED_BY(mutex_);
};

}  // namespace davit::kubelet
