// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/backends/fake/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/testing/matchers.h"
#include "src/backends/fake/fake_backend.h"
#include "src/backends/testing/backend_run.h"

namespace davit::fake {
namespace {

using davit::testing::CheckedOptions;
using davit::testing::FindDevice;
using davit::testing::HasError;
using davit::testing::IdsOf;
using davit::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::SizeIs;

Result<Options> Read(std::string_view yaml) {
  ASSIGN_OR_RETURN(const ConfigNode node, CheckedOptions(kEntry, yaml));
  return ReadOptions(node);
}

TEST(FakeOptionsTest, ReadsADeviceWithAllThatItCanHave) {
  const auto options = Read(R"(
groups:
  libs: {purpose: driver, mounts: [{hostPath: /opt/lib, readOnly: true}]}
devices:
  - id: card
  - id: gpu0
    kind: gpu
    parent: card
    pci: "0000:3b:00.0"
    numa: [1, 0]
    occupies: ["pci:0000:3b:00.0"]
    attributes: {model: L4, index: 3, ecc: true, serial: "0042"}
    env: {FAKE_ID: "{id}"}
    nodes: [{path: /dev/fake0, hostPath: /dev/null, permissions: rw}]
    groups: [libs]
    faults: [{code: hot, severity: warning, text: 95 degrees}]
    whenGone: retired
    needsSetup: true
links: [{a: card, b: gpu0, weight: 2.5}]
)");

  ASSERT_THAT(options, IsOk());
  const Snapshot& machine = options->machine;
  const Device* device = FindDevice(machine, "gpu0");
  ASSERT_NE(device, nullptr);
  EXPECT_EQ(device->kind, "gpu");
  EXPECT_EQ(device->parent, DeviceId{"card"});
  EXPECT_EQ(device->place.pci, PciAddress{"0000:3b:00.0"});
  EXPECT_THAT(device->place.numa, ElementsAre(NumaNode{0}, NumaNode{1}));
  EXPECT_THAT(device->occupies, ElementsAre("pci:0000:3b:00.0"));
  EXPECT_EQ(device->attributes.at("model"), AttributeValue(std::string("L4")));
  EXPECT_EQ(device->attributes.at("index"), AttributeValue(std::int64_t{3}));
  EXPECT_EQ(device->attributes.at("ecc"), AttributeValue(true));
  EXPECT_EQ(device->attributes.at("serial"), AttributeValue(std::string("0042")));
  ASSERT_THAT(device->edit_groups, SizeIs(2));
  EXPECT_EQ(machine.edits.at(device->edit_groups[0]).purpose, "driver");
  const ContainerEdits& own = machine.edits.at(device->edit_groups[1]).edits;
  EXPECT_THAT(own.env, ElementsAre(std::pair<std::string, std::string>("FAKE_ID", "gpu0")));
  EXPECT_EQ(own.device_nodes[0].host_path, "/dev/null");
  EXPECT_EQ(device->faults[0].severity, Severity::kWarning);
  EXPECT_EQ(device->when_gone, WhenGone::kRetired);
  EXPECT_TRUE(device->needs_setup);
  EXPECT_THAT(machine.links, ElementsAre(Link{{"card"}, {"gpu0"}, 2.5}));
}

TEST(FakeOptionsTest, MakesAsManyDevicesAsTheCountSays) {
  const auto options = Read(R"(
devices:
  - {id: "gpu{n}", count: 3, numaSpread: 2, attributes: {index: "{n}"}, nodes: [{path: /dev/null}]}
)");

  ASSERT_THAT(options, IsOk());
  EXPECT_THAT(IdsOf(options->machine), ElementsAre("gpu0", "gpu1", "gpu2"));
  EXPECT_THAT(options->machine.devices[2].place.numa, ElementsAre(NumaNode{0}));
  EXPECT_EQ(options->machine.devices[2].attributes.at("index"), AttributeValue(std::string("2")));
}

TEST(FakeOptionsTest, SharesOneEditGroupWhereNothingIsFilledIn) {
  const auto options = Read("devices: [{id: \"d{n}\", count: 100, nodes: [{path: /dev/null}]}]");

  ASSERT_THAT(options, IsOk());
  EXPECT_THAT(options->machine.edits, SizeIs(1));
}

TEST(FakeOptionsTest, RefusesWhatDoesNotFitTogether) {
  EXPECT_THAT(Read("devices: [{id: gpu, count: 2}]"),
              HasError(Code::kInvalidArgument, "two devices have the id 'gpu'"));
  EXPECT_THAT(Read("devices: [{id: gpu, parent: card}]"),
              HasError(Code::kInvalidArgument, "the parent of 'gpu' is 'card'"));
  EXPECT_THAT(Read("devices: [{id: gpu, groups: [libs]}]"),
              HasError(Code::kInvalidArgument, "1:30: no group is called 'libs'"));
  EXPECT_THAT(Read("devices: [{id: gpu}]\nlinks: [{a: gpu, b: gpu1, weight: 1}]"),
              HasError(Code::kInvalidArgument, "2:9: no device has the id 'gpu1'"));
  EXPECT_THAT(Read("devices: [{id: gpu, numa: [-1]}]"),
              HasError(Code::kInvalidArgument, "is no NUMA node"));
  EXPECT_THAT(Read("control: relative/path"), HasError(Code::kInvalidArgument, "absolute path"));
}

}  // namespace
}  // namespace davit::fake
