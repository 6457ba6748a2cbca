// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include <signal.h>
#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/emulator/fake_kubelet.h"
#include "davit/testing/matchers.h"
#include "davit/testing/temp_tree.h"
#include "tests/integration/running_daemon.h"

namespace davit {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;
using emulator::FakeKubelet;
using emulator::Node;
using emulator::NodeEvent;
using ::testing::HasSubstr;
using testing::IsOk;

const std::vector<std::string> kDevices = {"{id: one, kind: a}", "{id: two, kind: b}"};
const std::string kFirst = "{name: davit.dev/first, backend: fake, match: {kind: a}}";
const std::string kSecond = "{name: davit.dev/second, backend: fake, match: {kind: b}}";

/// davitd as an operator meets it: exit codes, reload, signals.
class ProgramTest : public ::testing::Test {
 protected:
  ProgramTest() {
    home_.Prepare();
    home_.Configure(kDevices, {kFirst, kSecond});
  }

  /// Runs it to its end and says its exit code and what it wrote.
  Finished Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), DAVITD_PATH);
    return RunToEnd({.argv = std::move(arguments),
                     .out = Subprocess::Output::kCapture,
                     .err = Subprocess::Output::kCapture},
                    20s)
        .value();
  }

  void StartBoth() {
    kubelet_ = FakeKubelet::Start(home_.sockets(), {.pod_resources_socket = home_.pod_resources()})
                   .value();
    daemon_.emplace(home_);
    ASSERT_THAT(kubelet_->WaitForAllocatable("davit.dev/first", 1), IsOk());
    ASSERT_THAT(kubelet_->WaitForAllocatable("davit.dev/second", 1), IsOk());
  }

  testing::TempTree tree_;
  const DaemonHome home_{tree_.path()};
  std::unique_ptr<FakeKubelet> kubelet_;
  std::optional<RunningDaemon> daemon_;
};

TEST_F(ProgramTest, AnUnknownFlagIsExitTwo) {
  const Finished finished = Run({"--colour"});

  EXPECT_EQ(2, finished.status.code);
  EXPECT_THAT(finished.err, HasSubstr("--colour"));
}

TEST_F(ProgramTest, ABadConfigurationIsExitThreeWithALineForEachFault) {
  tree_.Write("/davit.yaml",
              "apiVersion: davit.dev/v1\n"
              "resources:\n"
              "  - {name: a.b/c, backend: fake, mach: {}}\n"
              "  - {name: kubernetes.io/c, backend: fake}\n");

  const Finished finished = Run({"--enable-fake", "--config", home_.config()});

  EXPECT_EQ(3, finished.status.code);
  EXPECT_THAT(finished.err, HasSubstr("davit.yaml:3:"));
  EXPECT_THAT(finished.err, HasSubstr("davit.yaml:4:"));
  EXPECT_THAT(finished.err, HasSubstr("did you mean \"match\"?"));
}

TEST_F(ProgramTest, ADirectoryThatOthersMayWriteIsExitFour) {
  ::chmod(home_.sockets().c_str(), 0777);

  const Finished finished = Run({"--socket-dir", home_.sockets()});

  EXPECT_EQ(4, finished.status.code);
  EXPECT_THAT(finished.err, HasSubstr("others may write it"));
}

TEST_F(ProgramTest, AHostRootThatIsNotThereIsExitFour) {
  const Finished finished =
      Run({"--socket-dir", home_.sockets(), "--host-root", "/nowhere/at/all"});

  EXPECT_EQ(4, finished.status.code);
  EXPECT_THAT(finished.err, HasSubstr("/nowhere/at/all"));
}

TEST_F(ProgramTest, CheckSaysThatAGoodFileIsGood) {
  const Finished finished = Run({"--check", "--enable-fake", "--config", home_.config()});

  EXPECT_EQ(0, finished.status.code);
  EXPECT_THAT(finished.out, HasSubstr("good, 2 resources"));
}

TEST_F(ProgramTest, ABadEditKeepsTheNodeServingAndAGoodOneTouchesOnlyWhatChanged) {
  StartBoth();

  tree_.Write("/davit.yaml", "apiVersion: davit.dev/v1\nresources: [oh dear");
  daemon_->Kill(SIGHUP);
  home_.Configure(kDevices, {kFirst});
  ASSERT_THAT(kubelet_->WaitFor(
                  "the dropped resource to end at 0",
                  [](const Node& node) {
                    return node.Of("davit.dev/second").capacity == 0 ||
                           !node.Of("davit.dev/second").connected;
                  },
                  30s),
              IsOk());

  EXPECT_EQ(1, kubelet_->node().Of("davit.dev/first").allocatable);
  EXPECT_EQ(1, kubelet_->node().Count(NodeEvent::Kind::kRegister, "davit.dev/first"));
  EXPECT_EQ(0, kubelet_->node().Of("davit.dev/first").streams_ended);
}

TEST_F(ProgramTest, ASecondSignalEndsItAtOnceWhileABackendHangs) {
  StartBoth();
  home_.Command("hang");

  daemon_->Kill(SIGTERM);
  daemon_->Kill(SIGINT);

  const Result<ExitStatus> ended = daemon_->Wait(20s);
  ASSERT_THAT(ended, IsOk());
  EXPECT_EQ(0, ended->code);
}

TEST_F(ProgramTest, UnderThePluginsNameItServesThatPluginsResourceAndIds) {
  const std::string name = tree_.At("/generic-device-plugin");
  fs::create_symlink(DAVITD_PATH, name);
  kubelet_ = FakeKubelet::Start(home_.sockets()).value();
  Result<Subprocess> plugin = Subprocess::Start(
      {.argv = {name, "--plugin-directory", home_.sockets(), "--domain", "squat.ai", "--device",
                "{name: zero, groups: [{count: 2, paths: [{path: /dev/zero}]}]}"}});
  ASSERT_THAT(plugin, IsOk());

  ASSERT_THAT(kubelet_->WaitForAllocatable("squat.ai/zero", 2), IsOk());

  // sha1("0/dev/zero")
  EXPECT_EQ(1u, kubelet_->node()
                    .Of("squat.ai/zero")
                    .devices.count("1d11f8993493d7defb25d8ef94abdc1c84b9e983"));
}

}  // namespace
}  // namespace davit
