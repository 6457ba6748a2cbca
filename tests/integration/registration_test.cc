// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <chrono>
#include <cstring>
#include <fstream>

#include "src/emulator/resource_name.h"
#include "src/emulator/unix_listener.h"
#include "tests/integration/plugin_test.h"

namespace davit {
namespace {

using namespace std::chrono_literals;
using emulator::Node;
using emulator::NodeEvent;
using emulator::Version;
using ::testing::IsEmpty;
using testing::IsOk;

class RegistrationTest : public PluginTest {
 protected:
  int Registers() const { return kubelet_->node().Count(NodeEvent::Kind::kRegister, kResource); }

  std::vector<std::chrono::steady_clock::time_point> RegisterTimes() const {
    std::vector<std::chrono::steady_clock::time_point> times;
    for (const NodeEvent& event : kubelet_->node().events) {
      if (event.kind == NodeEvent::Kind::kRegister) times.push_back(event.at);
    }
    return times;
  }
};

TEST_F(RegistrationTest, Reg001ServesBeforeItRegisters) {
  // The kubelet dials at once, and so long only: a server that comes up later is not met.
  StartKubelet({.dial_timeout = 200ms});
  StartPlugin();

  ASSERT_THAT(kubelet_->WaitForAllocatable(kResource, 2), IsOk());

  EXPECT_EQ(Registers(), 1);
}

TEST_F(RegistrationTest, Reg002DoesNotWaitForTheAnswerBeforeItServes) {
  StartKubelet();
  kubelet_->SetFaults({.reply_after_list = true});
  StartPlugin();

  ASSERT_THAT(kubelet_->WaitForAllocatable(kResource, 2), IsOk());

  EXPECT_EQ(Registers(), 1);
}

TEST_F(RegistrationTest, Reg003TellsTheVersionThatTheKubeletTakes) {
  StartBoth();

  for (const NodeEvent& event : kubelet_->node().events) {
    if (event.kind != NodeEvent::Kind::kRegister) continue;
    EXPECT_THAT(event.text, IsEmpty());
  }
  EXPECT_EQ(Registers(), 1);
}

TEST_F(RegistrationTest, Reg004TheEndpointIsABareFileNameOfASocketOfOurs) {
  StartBoth();

  const std::string endpoint = Now().endpoint;

  EXPECT_EQ(endpoint.find('/'), std::string::npos);
  EXPECT_LE(SocketPath().size(), 107U);
  struct stat status {};
  ASSERT_EQ(::stat(SocketPath().c_str(), &status), 0);
  EXPECT_TRUE(S_ISSOCK(status.st_mode));
  EXPECT_EQ(status.st_mode & 0777, 0600U);
}

TEST_F(RegistrationTest, Reg005TheResourceNameIsOneThatTheKubeletTakes) {
  StartBoth();

  for (const NodeEvent& event : kubelet_->node().events) {
    EXPECT_TRUE(emulator::IsResourceName(event.resource)) << event.resource;
  }
}

class OptionsTest : public PluginTest, public ::testing::WithParamInterface<Version> {};

// Old kubelets go by the request, new ones by the call.
INSTANTIATE_TEST_SUITE_P(Versions, OptionsTest, ::testing::Values(Version::k1_20, Version::k1_36),
                         NameOf);

TEST_P(OptionsTest, Reg006TheSameOptionsAreToldInBothPlaces) {
  StaticResource resource(kResource, Devices(2),
                          {.pre_start_required = true, .preferred_allocation_available = true});
  StartKubelet({.version = GetParam()});
  RegisteredPlugin::Options options = PluginOptions();
  options.socket_dir = dir_;
  const RegisteredPlugin plugin(options, {&resource});

  ASSERT_THAT(kubelet_->WaitForAllocatable(kResource, 2), IsOk());

  EXPECT_TRUE(Now().pre_start_required);
  EXPECT_TRUE(Now().preferred_allocation_available);
}

TEST_F(RegistrationTest, Reg007RegistersSoonAfterAnAbsentKubeletComes) {
  StartPlugin();

  StartKubelet();

  EXPECT_THAT(kubelet_->WaitForAllocatable(kResource, 2, 2s), IsOk());
}

TEST_F(RegistrationTest, Reg008RegistersSoonAfterADeadSocketIsReplaced) {
  // Bound and closed: the file refuses.
  ASSERT_THAT(emulator::UnixListener::Open(dir_ + "/kubelet.sock", [](UniqueFd) {}), IsOk());
  StartPlugin();

  StartKubelet();

  EXPECT_THAT(kubelet_->WaitForAllocatable(kResource, 2, 2s), IsOk());
}

TEST_F(RegistrationTest, Reg009TriesAgainMoreAndMoreSeldomWhenTheKubeletRefuses) {
  StartKubelet();
  kubelet_->SetFaults({.fail_registers = 5});
  RegisteredPlugin::Options options = PluginOptions();
  options.timing.retry = {40ms, 2000ms};
  options.timing.fresh_retry = {40ms, 2000ms};
  StartPlugin(options);

  ASSERT_THAT(kubelet_->WaitForAllocatable(kResource, 2), IsOk());

  const auto times = RegisterTimes();
  ASSERT_EQ(times.size(), 6U);
  EXPECT_GT(times[5] - times[4], 2 * (times[1] - times[0]));
}

TEST_F(RegistrationTest, Reg010GivesUpOnAHangingKubeletAndTriesAgain) {
  StartKubelet();
  kubelet_->SetFaults({.hang_registers = true});
  RegisteredPlugin::Options options = PluginOptions();
  options.timing.register_deadline = 100ms;
  options.timing.retry = {20ms, 50ms};
  StartPlugin(options);
  ASSERT_THAT(kubelet_->WaitFor("a second attempt",
                                [](const Node& node) {
                                  return node.Count(NodeEvent::Kind::kRegister, kResource) >= 2;
                                }),
              IsOk());

  kubelet_->SetFaults({});

  EXPECT_THAT(kubelet_->WaitForAllocatable(kResource, 2), IsOk());
}

TEST_F(RegistrationTest, Reg011RegistersAgainWhenTheKubeletNeverDials) {
  StartKubelet({.version = Version::k1_20});
  kubelet_->SetFaults({.never_dial = true});
  RegisteredPlugin::Options options = PluginOptions();
  options.timing.unconfirmed = 100ms;
  options.timing.between = 50ms;
  StartPlugin(options);
  ASSERT_THAT(kubelet_->WaitFor("the first attempt",
                                [](const Node& node) {
                                  return node.Count(NodeEvent::Kind::kRegister, kResource) >= 1;
                                }),
              IsOk());

  kubelet_->SetFaults({});

  EXPECT_THAT(kubelet_->WaitForAllocatable(kResource, 2), IsOk());
}

TEST_F(RegistrationTest, Reg012AStreamConfirmsACallThatFailed) {
  StartKubelet();
  kubelet_->SetFaults({.lose_replies = true});
  RegisteredPlugin::Options options = PluginOptions();
  options.timing.register_deadline = 200ms;
  options.timing.retry = {10ms, 10ms};
  options.timing.fresh_retry = {10ms, 10ms};
  StartPlugin(options);
  ASSERT_THAT(kubelet_->WaitForAllocatable(kResource, 2), IsOk());

  // Long enough for the call to fail and for many attempts after it.
  EXPECT_THAT(
      kubelet_->WaitFor(
          "a second attempt",
          [](const Node& node) { return node.Count(NodeEvent::Kind::kRegister, kResource) >= 2; },
          800ms),
      testing::HasCode(Code::kDeadlineExceeded));
}

TEST_F(RegistrationTest, Reg013NoiseInTheDirectoryCausesNoSecondRegistration) {
  StartBoth();

  for (int i = 0; i < 20; ++i) {
    tree_.Write("kubelet_internal_checkpoint", std::to_string(i));
    tree_.Write("DEPRECATION", "");
    tree_.Write("other-" + std::to_string(i), "");
    tree_.Remove("other-" + std::to_string(i));
    std::filesystem::remove(dir_ + "/other.sock");
    ASSERT_THAT(emulator::UnixListener::Open(dir_ + "/other.sock", [](UniqueFd) {}), IsOk());
  }

  EXPECT_THAT(
      kubelet_->WaitFor(
          "a second attempt",
          [](const Node& node) { return node.Count(NodeEvent::Kind::kRegister, kResource) >= 2; },
          1500ms),
      testing::HasCode(Code::kDeadlineExceeded));
  EXPECT_EQ(Now().streams_ended, 0);
}

}  // namespace
}  // namespace davit
