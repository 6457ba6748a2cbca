// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/emulator/fake_kubelet.h"
#include "davit/testing/matchers.h"
#include "davit/testing/temp_tree.h"
#include "src/base/utf8.h"
#include "tests/integration/direct_client.h"
#include "tests/integration/running_daemon.h"

namespace davit {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;
using emulator::FakeKubelet;
using emulator::Node;
using emulator::NodeResource;
using emulator::Pod;
using emulator::Verdict;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::IsOkAndHolds;
using ::testing::IsSubsetOf;

const std::string kName = "davit.dev/thing";
const std::vector<std::string> kDevices = {
    "{id: one, numa: [0], nodes: [{path: /dev/one, hostPath: /dev/null, permissions: rw}]}",
    "{id: two, numa: [1], nodes: [{path: /dev/two, hostPath: /dev/zero}]}",
    "{id: three, nodes: [{path: /dev/three, hostPath: /dev/full}]}"};
const std::string kResourceLine = "{name: davit.dev/thing, backend: fake, match: {}}";

Pod Asking(int count, std::string uid = "uid-1") {
  return {.uid = std::move(uid), .containers = {{.limits = {{kName, count}}}}};
}

/// davitd as its users run it: a black box beside a kubelet.
class DaemonTest : public ::testing::Test {
 protected:
  DaemonTest() {
    home_.Prepare();
    home_.Configure(kDevices, {kResourceLine});
  }

  void StartKubelet() {
    auto started =
        FakeKubelet::Start(home_.sockets(), {.pod_resources_socket = home_.pod_resources()});
    ASSERT_THAT(started, IsOk());
    kubelet_ = *std::move(started);
  }

  void StartBoth() {
    StartKubelet();
    daemon_.emplace(home_);
    ASSERT_THAT(kubelet_->WaitForAllocatable(kName, 3), IsOk());
  }

  NodeResource Now() const { return kubelet_->node().Of(kName); }

  std::unique_ptr<::v1beta1::DevicePlugin::Stub> Dial() const {
    return ::v1beta1::DevicePlugin::NewStub(DialPlugin(home_.sockets() + "/" + Now().endpoint));
  }

  grpc::Status Allocate(const std::vector<std::string>& ids) {
    ::v1beta1::AllocateRequest request;
    request.add_container_requests()->mutable_devices_ids()->Add(ids.begin(), ids.end());
    Patience context;
    allocated_.Clear();
    return Dial()->Allocate(&context, request, &allocated_);
  }

  std::vector<std::string> Preferred(const std::vector<std::string>& available,
                                     const std::vector<std::string>& must_include, int size) {
    ::v1beta1::PreferredAllocationRequest request;
    auto& container = *request.add_container_requests();
    container.mutable_available_deviceids()->Add(available.begin(), available.end());
    container.mutable_must_include_deviceids()->Add(must_include.begin(), must_include.end());
    container.set_allocation_size(size);
    ::v1beta1::PreferredAllocationResponse response;
    Patience context;
    EXPECT_TRUE(Dial()->GetPreferredAllocation(&context, request, &response).ok());
    if (response.container_responses().empty()) return {};
    const auto& ids = response.container_responses(0).deviceids();
    return {ids.begin(), ids.end()};
  }

  std::vector<std::string> SocketsOfOurs() const {
    std::vector<std::string> names;
    for (const fs::directory_entry& entry : fs::directory_iterator(home_.sockets())) {
      const std::string name = entry.path().filename();
      if (name.starts_with("davit-")) names.push_back(name);
    }
    return names;
  }

  Result<> WaitForSockets(std::size_t count) const {
    const auto deadline = std::chrono::steady_clock::now() + 10s;
    while (SocketsOfOurs().size() != count) {
      if (std::chrono::steady_clock::now() > deadline) return Error{Code::kDeadlineExceeded, "…"};
    }
    return {};
  }

  testing::TempTree tree_;
  const DaemonHome home_{tree_.path()};
  std::unique_ptr<FakeKubelet> kubelet_;
  std::optional<RunningDaemon> daemon_;
  ::v1beta1::AllocateResponse allocated_;
};

TEST_F(DaemonTest, Reg007WaitsForAnAbsentKubelet) {
  daemon_.emplace(home_);
  ASSERT_THAT(WaitForSockets(1), IsOk());

  StartKubelet();

  EXPECT_THAT(kubelet_->WaitForAllocatable(kName, 3, 2s), IsOk());
}

TEST_F(DaemonTest, Rst014RegistersAgainWithTheKubelet) {
  StartBoth();

  ASSERT_THAT(kubelet_->Restart({.down = 100ms}), IsOk());

  EXPECT_THAT(kubelet_->WaitForAllocatable(kName, 3, 2s), IsOk());
}

TEST_F(DaemonTest, Rst019TwentyRestartsLeakNothing) {
  StartBoth();
  ASSERT_THAT(kubelet_->Restart(), IsOk());
  ASSERT_THAT(kubelet_->WaitForAllocatable(kName, 3), IsOk());
  const int descriptors = daemon_->OpenDescriptors();
  const int threads = daemon_->Threads();

  for (int i = 0; i < 20; ++i) ASSERT_THAT(kubelet_->Restart({.down = 200ms}), IsOk());

  ASSERT_THAT(kubelet_->WaitForAllocatable(kName, 3), IsOk());
  const auto deadline = std::chrono::steady_clock::now() + 5s;
  while (daemon_->OpenDescriptors() > descriptors && std::chrono::steady_clock::now() < deadline) {
  }
  EXPECT_LE(daemon_->OpenDescriptors(), descriptors);
  EXPECT_LE(daemon_->Threads(), threads + 1);
}

TEST_F(DaemonTest, Law023IdsAndHealthAreWhatTheKubeletTakes) {
  StartBoth();

  for (const auto& [id, device] : Now().devices) {
    EXPECT_FALSE(id.empty());
    EXPECT_LE(id.size(), 63U) << id;
    EXPECT_TRUE(IsPrintableUtf8(id)) << id;
    EXPECT_TRUE(device.health == "Healthy" || device.health == "Unhealthy") << device.health;
  }
  EXPECT_EQ(Now().capacity, 3);
}

TEST_F(DaemonTest, Law025AFaultAndItsRecoveryReachTheNode) {
  StartBoth();

  home_.Command("unhealthy two xid-79 fell off the bus");
  EXPECT_THAT(kubelet_->WaitForAllocatable(kName, 2), IsOk());
  EXPECT_EQ(Now().capacity, 3);

  home_.Command("recover two");
  EXPECT_THAT(kubelet_->WaitForAllocatable(kName, 3), IsOk());
}

TEST_F(DaemonTest, Law026IdsAreTheSameInAnotherOrderAndProcess) {
  StartBoth();
  const auto before = Now().devices;
  daemon_->Kill(SIGTERM);
  ASSERT_THAT(daemon_->Wait(5s), IsOk());

  home_.Configure({kDevices.rbegin(), kDevices.rend()}, {kResourceLine});
  daemon_.emplace(home_);

  ASSERT_THAT(kubelet_->WaitForAllocatable(kName, 3), IsOk());
  EXPECT_EQ(Now().devices, before);
}

TEST_F(DaemonTest, Law027ADeviceThatIsUnpluggedStaysAsUnhealthy) {
  StartBoth();

  home_.Command("remove one");
  ASSERT_THAT(kubelet_->WaitForAllocatable(kName, 2), IsOk());
  EXPECT_EQ(Now().devices.at("one").health, "Unhealthy");

  home_.Command("restore one");
  EXPECT_THAT(kubelet_->WaitForAllocatable(kName, 3), IsOk());
}

TEST_F(DaemonTest, Law033TopologyIsToldWhereItIsKnown) {
  StartBoth();

  EXPECT_THAT(Now().devices.at("one").numa, ElementsAre(0));
  EXPECT_THAT(Now().devices.at("two").numa, ElementsAre(1));
  EXPECT_FALSE(Now().devices.at("three").has_topology);
}

TEST_F(DaemonTest, Alc035UnknownAndUnhealthyIdsAreRefusedInWords) {
  StartBoth();
  home_.Command("unhealthy two xid-79 fell off the bus");
  ASSERT_THAT(kubelet_->WaitForAllocatable(kName, 2), IsOk());

  EXPECT_EQ(Allocate({"one", "nobody"}).error_code(), grpc::StatusCode::NOT_FOUND);
  const grpc::Status unhealthy = Allocate({"two"});
  EXPECT_EQ(unhealthy.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_THAT(unhealthy.error_message(), HasSubstr("fell off the bus"));
}

TEST_F(DaemonTest, Alc036IdsThatAreHeldAreAnsweredAgain) {
  StartBoth();
  ASSERT_TRUE(kubelet_->Admit(Asking(3)).admitted);

  ASSERT_TRUE(Allocate({"one"}).ok());
  const std::string first = allocated_.SerializeAsString();
  ASSERT_TRUE(Allocate({"one"}).ok());

  EXPECT_EQ(allocated_.SerializeAsString(), first);
}

TEST_F(DaemonTest, Alc038AllocateIsAnsweredWhileTheDriverHangs) {
  StartBoth();
  home_.Command("hang");

  for (int i = 0; i < 100; ++i) ASSERT_TRUE(Allocate({"one"}).ok());
  EXPECT_THAT(Preferred({"one", "two"}, {}, 1), ::testing::SizeIs(1));
}

TEST_F(DaemonTest, Alc039TheAnswerIsWhatARuntimeCanUse) {
  StartBoth();

  const Verdict verdict = kubelet_->Admit(Asking(3));

  ASSERT_TRUE(verdict.admitted) << verdict.message;
  std::set<std::string> paths;
  for (const auto& device : verdict.grants.at(0).response.devices) {
    EXPECT_TRUE(device.container_path.starts_with('/'));
    EXPECT_TRUE(paths.insert(device.container_path).second) << device.container_path;
    struct stat status {};
    EXPECT_EQ(::stat(device.host_path.c_str(), &status), 0) << device.host_path;
    EXPECT_TRUE(S_ISCHR(status.st_mode)) << device.host_path;
    EXPECT_FALSE(device.permissions.empty());
    EXPECT_EQ(device.permissions.find_first_not_of("rwm"), std::string::npos);
  }
  EXPECT_THAT(paths, ElementsAre("/dev/one", "/dev/three", "/dev/two"));
}

TEST_F(DaemonTest, Alc040AllocateRightAfterAReconnect) {
  StartBoth();
  ASSERT_THAT(kubelet_->Restart(), IsOk());
  ASSERT_THAT(kubelet_->WaitForAllocatable(kName, 3), IsOk());

  EXPECT_TRUE(kubelet_->Admit(Asking(1)).admitted);
}

TEST_F(DaemonTest, Alc041PreferredDevicesAreWhatWasAskedFor) {
  StartBoth();
  const std::vector<std::string> all = {"one", "two", "three"};

  const std::vector<std::string> two = Preferred(all, {"three"}, 2);
  EXPECT_EQ(two.size(), 2U);
  EXPECT_THAT(two, IsSubsetOf(all));
  EXPECT_THAT(two, ::testing::Contains("three"));
  EXPECT_EQ(Preferred({"three", "two", "one"}, {"three"}, 2), two);

  EXPECT_EQ(Preferred(all, all, 3).size(), 3U);
  EXPECT_EQ(Preferred(all, {}, 5).size(), 3U);
  EXPECT_THAT(Preferred({"nobody", "one"}, {}, 1), ElementsAre("one"));
}

TEST_F(DaemonTest, Alc043PreStartContainerIsAnsweredForAnyIds) {
  StartBoth();

  for (const bool with_id : {false, true}) {
    ::v1beta1::PreStartContainerRequest request;
    if (with_id) request.add_devices_ids("one");
    ::v1beta1::PreStartContainerResponse response;
    Patience context;
    EXPECT_TRUE(Dial()->PreStartContainer(&context, request, &response).ok());
  }
}

TEST_F(DaemonTest, Alc044ANewProcessKnowsTheDevicesOfRunningPods) {
  StartBoth();
  ASSERT_TRUE(kubelet_->Admit(Asking(2)).admitted);
  daemon_->Kill(SIGKILL);
  ASSERT_THAT(daemon_->Wait(5s), IsOk());

  daemon_.emplace(home_);

  ASSERT_THAT(kubelet_->WaitForAllocatable(kName, 3), IsOk());
  EXPECT_TRUE(Allocate({"one", "two", "three"}).ok());
}

TEST_F(DaemonTest, Trn048EndsOnSigtermAndTakesItsSocketAlong) {
  StartBoth();

  daemon_->Kill(SIGTERM);

  EXPECT_THAT(daemon_->Wait(5s), IsOkAndHolds(ExitStatus{}));
  EXPECT_THAT(SocketsOfOurs(), IsEmpty());
}

TEST_F(DaemonTest, Trn048AfterSigkillTheNextOneCleansUpAndRegisters) {
  StartBoth();
  daemon_->Kill(SIGKILL);
  ASSERT_THAT(daemon_->Wait(5s), IsOk());
  const std::vector<std::string> stale = SocketsOfOurs();
  ASSERT_EQ(stale.size(), 1U);

  daemon_.emplace(home_);

  EXPECT_THAT(kubelet_->WaitForAllocatable(kName, 3, 2s), IsOk());
  EXPECT_FALSE(fs::exists(home_.sockets() + "/" + stale[0]));
}

TEST_F(DaemonTest, Trn049ARollingUpdateEndsWithTheNewOneRegistered) {
  StartBoth();

  RunningDaemon successor(home_);
  ASSERT_THAT(kubelet_->WaitFor("both to have registered",
                                [](const Node& node) { return node.Of(kName).registrations >= 2; }),
              IsOk());
  daemon_->Kill(SIGTERM);
  ASSERT_THAT(daemon_->Wait(5s), IsOk());

  EXPECT_THAT(kubelet_->WaitFor("the new one alone",
                                [](const Node& node) {
                                  const NodeResource now = node.Of(kName);
                                  return now.streams_ended > 0 && now.connected &&
                                         now.allocatable == 3;
                                }),
              IsOk());
  EXPECT_THAT(SocketsOfOurs(), ElementsAre(Now().endpoint));
}

TEST_F(DaemonTest, Trn050EachResourceHasASocketOfItsOwn) {
  home_.Configure(kDevices, {"{name: davit.dev/thing, backend: fake, match: {id: one}}",
                             "{name: davit.dev/other, backend: fake, match: {id: two}}"});
  StartKubelet();
  daemon_.emplace(home_);
  ASSERT_THAT(kubelet_->WaitForAllocatable(kName, 1), IsOk());
  ASSERT_THAT(kubelet_->WaitForAllocatable("davit.dev/other", 1), IsOk());

  kubelet_->CancelStreams("davit.dev/other");
  ASSERT_THAT(kubelet_->WaitFor(
                  "the other to register again",
                  [](const Node& node) { return node.Of("davit.dev/other").registrations == 2; }),
              IsOk());

  EXPECT_EQ(SocketsOfOurs().size(), 2U);
  EXPECT_EQ(Now().registrations, 1);
}

}  // namespace
}  // namespace davit
