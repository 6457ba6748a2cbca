// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/backends/generic/generic_backend.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/testing/matchers.h"
#include "davit/testing/temp_tree.h"
#include "src/backends/testing/backend_run.h"
#include "src/config/rules.h"

namespace davit::generic {
namespace {

using davit::testing::BackendRun;
using davit::testing::FindDevice;
using davit::testing::IdsOf;
using davit::testing::TempTree;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::string_view kSerial = R"(
devices: [{name: tty, onMissing: remove, groups: [{paths: [{path: /dev/ttyUSB*}]}]}]
)";

auto Lists(std::vector<std::string> ids) {
  return [ids = std::move(ids)](const Snapshot& snapshot) { return IdsOf(snapshot) == ids; };
}

auto HasFault(std::string id, std::string code) {
  return [id = std::move(id), code = std::move(code)](const Snapshot& snapshot) {
    const Device* device = FindDevice(snapshot, id);
    return device != nullptr && !device->faults.empty() && device->faults[0].code == code;
  };
}

auto IsFine(std::string id) {
  return [id = std::move(id)](const Snapshot& snapshot) {
    const Device* device = FindDevice(snapshot, id);
    return device != nullptr && device->faults.empty();
  };
}

class GenericBackendTest : public ::testing::Test {
 protected:
  GenericBackendTest() { tree_.MakeDirectory("dev"); }

  TempTree tree_;
};

TEST_F(GenericBackendTest, PublishesAnEmptyListWhereNothingMatches) {
  BackendRun run(kEntry, tree_, kSerial);

  const Snapshot first = run.WaitForNext();

  EXPECT_EQ(first.state, Snapshot::State::kReady);
  EXPECT_THAT(first.devices, IsEmpty());
}

TEST_F(GenericBackendTest, SeesNodesComeAndGo) {
  BackendRun run(kEntry, tree_, kSerial);
  run.WaitForNext();

  tree_.Write("dev/ttyUSB0", "");
  run.WaitFor(Lists({"tty:/dev/ttyUSB0"}));
  tree_.Remove("dev/ttyUSB0");
  run.WaitFor(Lists({}));
}

TEST_F(GenericBackendTest, SeesParentsThatAreMadeLater) {
  BackendRun run(kEntry, tree_, R"(
devices: [{name: zigbee, groups: [{paths: [{path: "/dev/serial/by-id/usb-*"}]}]}]
)");
  run.WaitForNext();

  tree_.Add("dev/serial/by-id/usb-Zigbee -> ../../ttyUSB0\n");
  run.WaitFor(HasFault("zigbee:/dev/serial/by-id/usb-Zigbee", "missing"));
  tree_.Write("dev/ttyUSB0", "");
  run.WaitFor(HasFault("zigbee:/dev/serial/by-id/usb-Zigbee", "not-a-device"));
}

TEST_F(GenericBackendTest, SeesADirectoryThatIsReplaced) {
  tree_.Write("dev/input/event0", "");
  BackendRun run(kEntry, tree_, R"(
devices: [{name: keys, onMissing: remove, groups: [{paths: [{path: "/dev/input/event*"}]}]}]
)");
  run.WaitFor(Lists({"keys:/dev/input/event0"}));

  tree_.Remove("dev/input");
  run.WaitFor(Lists({}));
  tree_.Write("dev/input/event1", "");
  run.WaitFor(Lists({"keys:/dev/input/event1"}));
}

TEST_F(GenericBackendTest, TurnsUnhealthyAndRecoversWithTheNodeAsRoot) {
  if (!tree_.MakeNode("dev/fuse", 'c', 10, 229).ok()) GTEST_SKIP() << "mknod is not allowed";
  BackendRun run(kEntry, tree_, "devices: [{name: fuse, groups: [{paths: [{path: /dev/fuse}]}]}]");
  run.WaitFor(IsFine("fuse:/dev/fuse"));

  tree_.Remove("dev/fuse");
  run.WaitFor(HasFault("fuse:/dev/fuse", "missing"));
  ASSERT_TRUE(tree_.MakeNode("dev/fuse", 'c', 10, 229).ok());
  run.WaitFor(IsFine("fuse:/dev/fuse"));
}

TEST_F(GenericBackendTest, SeesNodesComeIntoADirectoryAsRoot) {
  tree_.MakeDirectory("dev/snd");
  BackendRun run(kEntry, tree_, "devices: [{name: snd, groups: [{paths: [{path: /dev/snd}]}]}]");
  run.WaitFor(HasFault("snd:/dev/snd", "not-a-device"));

  if (!tree_.MakeNode("dev/snd/controlC0", 'c', 116, 2).ok()) GTEST_SKIP() << "no mknod";

  run.WaitFor(IsFine("snd:/dev/snd"));
}

TEST_F(GenericBackendTest, LooksAgainWhenTheKernelSaysSo) {
  BackendRun run(kEntry, tree_, R"(
devices: [{name: ftdi, onMissing: remove, groups: [{usb: [{vendor: "0403", product: "6001"}]}]}]
)");
  run.WaitFor(Lists({}));
  tree_.Add(R"(
    sys/bus/usb/devices/2-1/idVendor = 0403
    sys/bus/usb/devices/2-1/idProduct = 6001
    sys/bus/usb/devices/2-1/busnum = 2
    sys/bus/usb/devices/2-1/devnum = 4
  )");

  run.Send(order::Uevent{.action = "add", .subsystem = "usb", .devpath = "/devices/x/usb2/2-1"});

  run.WaitFor(Lists({"ftdi:usb:0403:6001"}));
}

TEST_F(GenericBackendTest, PublishesNothingWhenNothingChanged) {
  tree_.Write("dev/ttyUSB0", "");
  BackendRun run(kEntry, tree_, kSerial);
  run.WaitForNext();

  tree_.Write("dev/unrelated", "");
  run.Send(order::Uevent{.action = "overflow", .subsystem = {}, .devpath = {}});
  tree_.Write("dev/ttyUSB1", "");

  EXPECT_THAT(IdsOf(run.WaitForNext()), ElementsAre("tty:/dev/ttyUSB0", "tty:/dev/ttyUSB1"));
}

TEST_F(GenericBackendTest, KeepsItsPairsWhenAMatchComesBeforeThem) {
  tree_.Write("dev/ttyUSB1", "");
  tree_.Write("dev/key1", "");
  BackendRun run(kEntry, tree_, R"(
devices: [{name: pair, groups: [{paths: [{path: /dev/ttyUSB*}, {path: /dev/key*}]}]}]
)");
  run.WaitFor(Lists({"pair:/dev/ttyUSB1/dev/key1"}));

  tree_.Write("dev/ttyUSB0", "");
  tree_.Write("dev/key2", "");

  run.WaitFor(Lists({"pair:/dev/ttyUSB1/dev/key1", "pair:/dev/ttyUSB0/dev/key2"}));
}

TEST_F(GenericBackendTest, SaysAtTheStartThatDevIsNotTheHosts) {
  const std::string at_dev = tree_.At("dev");
  tree_.Write("proc/self/mountinfo", "410 399 0:60 / " + at_dev + " rw - tmpfs tmpfs rw\n");
  BackendRun run(kEntry, tree_, kSerial);

  EXPECT_TRUE(run.log.WaitFor("not the host's devtmpfs"));
}

TEST_F(GenericBackendTest, OffersFuseKvmAndTunWhereTheNodeExistsAsRoot) {
  if (!tree_.MakeNode("dev/net/tun", 'c', 10, 200).ok()) GTEST_SKIP() << "mknod is not allowed";
  BackendRun run(kEntry, tree_, "{}");

  EXPECT_THAT(IdsOf(run.WaitForNext()), ElementsAre("tun:/dev/net/tun"));
  std::vector<std::string> names;
  for (const auto& rule : kEntry.default_resources()) names.push_back(rule.name);
  EXPECT_THAT(names, ElementsAre("davit.dev/fuse", "davit.dev/kvm", "davit.dev/tun"));
}

}  // namespace
}  // namespace davit::generic
