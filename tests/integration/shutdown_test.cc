// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include <sys/socket.h>

#include <array>
#include <future>
#include <memory>
#include <thread>

#include <gmock/gmock.h>
#include <grpcpp/create_channel_posix.h>
#include <gtest/gtest.h>

#include "src/kubelet/grpc/grpc_plugin_server.h"
#include "tests/integration/direct_client.h"
#include "tests/integration/loop_thread.h"
#include "tests/integration/static_resource.h"

namespace davit {
namespace {

/// Answers Allocate only when it is let.
class SlowResource final : public Resource {
 public:
  const std::string& name() const override { return resource_.name(); }
  PluginOptions options() const override { return {}; }
  SharedDeviceList list() const override { return resource_.list(); }
  Result<std::vector<ContainerAnswer>> Allocate(
      std::span<const std::vector<std::string>> requests) override {
    asked.set_value();
    answer.get_future().wait();
    return resource_.Allocate(requests);
  }
  Result<std::vector<std::vector<std::string>>> Preferred(
      std::span<const PreferredQuestion> questions) override {
    return resource_.Preferred(questions);
  }
  void PreStart(std::span<const std::string> ids, SteadyTime deadline,
                std::function<void(Result<>)> done) override {
    resource_.PreStart(ids, deadline, std::move(done));
  }

  std::promise<void> asked;
  std::promise<void> answer;

 private:
  StaticResource resource_{"davit.dev/thing", {{.id = "a"}}};
};

class NoEvents final : public kubelet::PluginServerEvents {
  void StreamOpened(std::uint64_t /*stream*/) override {}
  void StreamEnded(std::uint64_t /*stream*/) override {}
  void RegistrationStatus(bool /*registered*/, const std::string& /*error*/) override {}
};

// A stop that has waited long enough destroys the server although a call has not returned.
TEST(ShutdownTest, OutlivesTheServerWhileACallIsUnderWay) {
  SlowResource resource;
  kubelet::ListFeed feed;
  feed.Publish(resource.list());
  NoEvents events;
  LoopThread thread;
  kubelet::GrpcPluginServerFactory factory(thread.loop());
  std::unique_ptr<kubelet::PluginServer> server = factory.Create(resource, feed, events, {});
  std::array<int, 2> ends;
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()), 0);
  server->Serve(UniqueFd(ends[0]));
  const auto channel = grpc::CreateInsecureChannelFromFd("localhost", ends[1]);
  std::thread caller([&] {
    Patience patience;
    ::v1beta1::AllocateRequest request;
    request.add_container_requests()->add_devices_ids("a");
    ::v1beta1::AllocateResponse response;
    static_cast<void>(
        ::v1beta1::DevicePlugin::NewStub(channel)->Allocate(&patience, request, &response));
  });
  resource.asked.get_future().wait();

  std::promise<void> done;
  server->Shutdown([&] { done.set_value(); });
  server.reset();
  resource.answer.set_value();

  done.get_future().wait();
  caller.join();
}

}  // namespace
}  // namespace davit
