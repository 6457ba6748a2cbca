// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <vector>

#include <benchmark/benchmark.h>
#include <grpcpp/create_channel_posix.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <grpcpp/server_posix.h>

#include "bench/bare_service.h"
#include "bench/pretended_resource.h"
#include "src/base/check.h"
#include "src/kubelet/grpc/grpc_plugin_server.h"

namespace davit::bench {
namespace {

using Clock = std::chrono::steady_clock;

/// Both ends of a connection.
std::array<int, 2> Connection() {
  std::array<int, 2> ends{};
  DAVIT_CHECK(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()) ==
              0);
  return ends;
}

std::unique_ptr<::v1beta1::DevicePlugin::Stub> Client(int fd) {
  return ::v1beta1::DevicePlugin::NewStub(grpc::CreateInsecureChannelFromFd("localhost", fd));
}

/// davit as far as the socket: backend's snapshot to gRPC server.
class Davit final : public kubelet::PluginServerEvents {
 public:
  explicit Davit(int devices)
      : pretended_(devices, [this](Resource& resource) { feed_.Publish(resource.list()); }),
        factory_(pretended_.loop()),
        server_(factory_.Create(pretended_.resource(), feed_, *this, {})) {
    const std::array<int, 2> ends = Connection();
    server_->Serve(UniqueFd(ends[0]));
    stub_ = Client(ends[1]);
  }
  ~Davit() override {
    std::promise<void> done;
    server_->Shutdown([&done] { done.set_value(); });
    done.get_future().wait();
  }

  ::v1beta1::DevicePlugin::Stub& stub() { return *stub_; }
  PretendedResource& pretended() { return pretended_; }

 private:
  void StreamOpened(std::uint64_t /*stream*/) override {}
  void StreamEnded(std::uint64_t /*stream*/) override {}
  void RegistrationStatus(bool /*registered*/, const std::string& /*error*/) override {}

  kubelet::ListFeed feed_;
  PretendedResource pretended_;
  kubelet::GrpcPluginServerFactory factory_;
  std::unique_ptr<kubelet::PluginServer> server_;
  std::unique_ptr<::v1beta1::DevicePlugin::Stub> stub_;
};

/// The floor, on a connection of the same kind.
class Bare {
 public:
  explicit Bare(int devices) : service_(devices) {
    grpc::ServerBuilder builder;
    builder.RegisterService(&service_);
    server_ = builder.BuildAndStart();
    const std::array<int, 2> ends = Connection();
    grpc::AddInsecureChannelFromFd(server_.get(), ends[0]);
    stub_ = Client(ends[1]);
  }

  ::v1beta1::DevicePlugin::Stub& stub() { return *stub_; }

 private:
  BareService service_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<::v1beta1::DevicePlugin::Stub> stub_;
};

double AllocateMicroseconds(::v1beta1::DevicePlugin::Stub& stub) {
  ::v1beta1::AllocateRequest request;
  request.add_container_requests()->add_devices_ids("device-3");
  ::v1beta1::AllocateResponse response;
  grpc::ClientContext context;
  const Clock::time_point begin = Clock::now();
  const grpc::Status status = stub.Allocate(&context, request, &response);
  const auto took = Clock::now() - begin;
  DAVIT_CHECK(status.ok() && response.container_responses_size() == 1);
  return std::chrono::duration<double, std::micro>(took).count();
}

double Quantile(std::vector<double>& times, double part) {
  const auto at =
      times.begin() + static_cast<std::ptrdiff_t>(static_cast<double>(times.size() - 1) * part);
  std::nth_element(times.begin(), at, times.end());
  return *at;
}

/// One call of each kind in turn, so that whatever the machine does meets both alike.
void AllocateBesideABareCall(benchmark::State& state) {
  Davit davit(8);
  Bare bare(8);
  std::vector<double> davit_times;
  std::vector<double> bare_times;
  for ([[maybe_unused]] const auto turn : state) {
    // Who comes second finds the caches as the first one left them: take turns in that, too.
    if (davit_times.size() % 2 == 0) davit_times.push_back(AllocateMicroseconds(davit.stub()));
    bare_times.push_back(AllocateMicroseconds(bare.stub()));
    if (davit_times.size() < bare_times.size()) {
      davit_times.push_back(AllocateMicroseconds(davit.stub()));
    }
  }
  state.counters["davit_p50_us"] = Quantile(davit_times, 0.5);
  state.counters["bare_p50_us"] = Quantile(bare_times, 0.5);
  state.counters["davit_p99_us"] = Quantile(davit_times, 0.99);
  state.counters["bare_p99_us"] = Quantile(bare_times, 0.99);
  state.counters["ratio_p50"] = Quantile(davit_times, 0.5) / Quantile(bare_times, 0.5);
}
BENCHMARK(AllocateBesideABareCall)->Unit(benchmark::kMicrosecond)->UseRealTime();

/// The same without a socket.
void AllocateInMemory(benchmark::State& state) {
  PretendedResource pretended(8, [](Resource&) {});
  const std::vector<std::vector<std::string>> requests = {{"device-3"}};
  for ([[maybe_unused]] const auto turn : state) {
    benchmark::DoNotOptimize(pretended.resource().Allocate(requests));
  }
}
BENCHMARK(AllocateInMemory)->Unit(benchmark::kMicrosecond);

/// From the backend's snapshot to the decoded message in the kubelet.
void FlipOneDevice(benchmark::State& state) {
  Davit davit(static_cast<int>(state.range(0)));
  grpc::ClientContext context;
  const auto stream = davit.stub().ListAndWatch(&context, {});
  ::v1beta1::ListAndWatchResponse message;
  DAVIT_CHECK(stream->Read(&message));
  bool broken = false;
  for ([[maybe_unused]] const auto turn : state) {
    state.PauseTiming();
    broken = !broken;
    Snapshot snapshot = davit.pretended().MakeSnapshot(broken ? 5 : -1);
    state.ResumeTiming();
    davit.pretended().Publish(std::move(snapshot));
    DAVIT_CHECK(stream->Read(&message));
  }
  state.counters["devices"] = static_cast<double>(message.devices_size());
  context.TryCancel();
}
BENCHMARK(FlipOneDevice)->Arg(8)->Arg(10'000)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace davit::bench
