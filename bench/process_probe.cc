// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
// Starts one device plugin beside an emulated kubelet and measures it from outside:
//
//   process_probe SOCKET_DIR CONTROL ALLOCATES IDLE_SECONDS COMMAND [ARGUMENT]...
//
// CONTROL is the control file of davitd's fake backend, or "-". Prints one JSON object.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <nlohmann/json.hpp>

#include "deviceplugin/v1beta1/api.grpc.pb.h"

#include "davit/emulator/fake_kubelet.h"
#include "src/base/subprocess.h"

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using davit::emulator::FakeKubelet;
using davit::emulator::Node;
using davit::emulator::NodeEvent;

constexpr int kFlips = 21;

template <class T>
T Must(davit::Result<T> result) {
  if (!result.ok()) {
    std::cerr << "process_probe: " << result.error().message << '\n';
    std::exit(1);
  }
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}

double Milliseconds(Clock::duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

double Quantile(std::vector<double> values, double part) {
  std::sort(values.begin(), values.end());
  return values.at(static_cast<std::size_t>(static_cast<double>(values.size() - 1) * part));
}

/// The number after `key` in a file of /proc.
long Field(const std::string& path, const std::string& key) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(key)) return std::atol(line.c_str() + key.size());
  }
  return 0;
}

long ContextSwitches(int pid) {
  long sum = 0;
  for (const auto& task :
       std::filesystem::directory_iterator("/proc/" + std::to_string(pid) + "/task")) {
    sum += Field(task.path() / "status", "voluntary_ctxt_switches:");
  }
  return sum;
}

/// When the event of this kind came that is the `count`th.
Clock::time_point When(const Node& node, NodeEvent::Kind kind, int count) {
  for (const NodeEvent& event : node.events) {
    if (event.kind == kind && --count == 0) return event.at;
  }
  return {};
}

int CountOf(const Node& node, NodeEvent::Kind kind) {
  int count = 0;
  for (const NodeEvent& event : node.events) count += event.kind == kind ? 1 : 0;
  return count;
}

class Probe {
 public:
  Probe(std::string dir, std::string control, std::vector<std::string> command)
      : dir_(std::move(dir)),
        control_(std::move(control)),
        kubelet_(Must(FakeKubelet::Start(dir_))),
        begin_(Clock::now()),
        process_(Must(davit::Subprocess::Start({.argv = std::move(command)}))) {
    Must(kubelet_->WaitFor("a plugin with devices", [](const Node& node) {
      return std::any_of(node.resources.begin(), node.resources.end(), [](const auto& named) {
        return named.second.connected && named.second.allocatable > 0;
      });
    }));
  }

  void MeasureStart() {
    const Node node = kubelet_->node();
    report_["registered_ms"] = Milliseconds(When(node, NodeEvent::Kind::kRegistered, 1) - begin_);
    report_["listed_ms"] = Milliseconds(When(node, NodeEvent::Kind::kList, 1) - begin_);
    for (const auto& [name, resource] : node.resources) {
      if (resource.allocatable == 0) continue;
      socket_ = dir_ + "/" + resource.endpoint;
      report_["devices"] = resource.capacity;
      id_ = resource.devices.begin()->first;
    }
  }

  void MeasureAllocate(int count) {
    const auto stub = ::v1beta1::DevicePlugin::NewStub(
        grpc::CreateChannel("unix:" + socket_, grpc::InsecureChannelCredentials()));
    std::vector<double> times;
    for (int i = 0; i < count; ++i) {
      grpc::ClientContext context;
      ::v1beta1::AllocateRequest request;
      request.add_container_requests()->add_devices_ids(id_);
      ::v1beta1::AllocateResponse response;
      const Clock::time_point begin = Clock::now();
      if (!stub->Allocate(&context, request, &response).ok()) std::exit(1);
      times.push_back(Milliseconds(Clock::now() - begin) * 1000);
    }
    report_["allocate_p50_us"] = Quantile(times, 0.5);
    report_["allocate_p99_us"] = Quantile(times, 0.99);
    const std::string status = "/proc/" + std::to_string(process_.pid()) + "/status";
    report_["rss_kb"] = Field(status, "VmRSS:");
    report_["anonymous_kb"] = Field(status, "RssAnon:");
    report_["threads"] = Field(status, "Threads:");
  }

  void MeasureFlips() {
    if (control_ == "-") return;
    std::vector<double> times;
    for (int i = 0; i < kFlips; ++i) {
      const int lists = CountOf(kubelet_->node(), NodeEvent::Kind::kList);
      const Clock::time_point begin = Clock::now();
      std::ofstream(control_, std::ios::app)
          << (i % 2 == 0 ? "unhealthy " : "recover ") << id_ << (i % 2 == 0 ? " broken\n" : "\n");
      Must(kubelet_->WaitFor("the next list", [lists](const Node& node) {
        return CountOf(node, NodeEvent::Kind::kList) > lists;
      }));
      times.push_back(
          Milliseconds(When(kubelet_->node(), NodeEvent::Kind::kList, lists + 1) - begin));
    }
    report_["flip_p50_ms"] = Quantile(times, 0.5);
    report_["flip_max_ms"] = Quantile(times, 1);
  }

  void MeasureIdle(int seconds) {
    std::this_thread::sleep_for(2s);  // until what came before has died away
    const long before = ContextSwitches(process_.pid());
    std::this_thread::sleep_for(std::chrono::seconds(seconds));
    report_["wakeups_per_minute"] = (ContextSwitches(process_.pid()) - before) * 60 / seconds;
  }

  void Print() const { std::cout << report_.dump() << '\n'; }

 private:
  const std::string dir_;
  const std::string control_;
  std::unique_ptr<FakeKubelet> kubelet_;
  const Clock::time_point begin_;
  davit::Subprocess process_;
  std::string socket_;
  std::string id_;
  nlohmann::json report_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 6) {
    std::cerr << "usage: process_probe SOCKET_DIR CONTROL ALLOCATES IDLE_SECONDS COMMAND...\n";
    return 2;
  }
  Probe probe(argv[1], argv[2], {argv + 5, argv + argc});
  probe.MeasureStart();
  probe.MeasureAllocate(std::atoi(argv[3]));
  probe.MeasureFlips();
  if (std::atoi(argv[4]) > 0) probe.MeasureIdle(std::atoi(argv[4]));
  probe.Print();
  return 0;
}
