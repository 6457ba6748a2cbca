// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/backends/generic/legacy_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/testing/matchers.h"
#include "src/backends/generic/generic_backend.h"
#include "src/backends/generic/options.h"
#include "src/config/load.h"
#include "src/plugin/schema_of.h"

namespace davit::generic {
namespace {

using davit::testing::HasError;
using davit::testing::IsOk;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr std::string_view kFile = R"(
domain: example.org
log-level: info
devices:
  - name: serial
    groups:
      - paths: [{path: " /dev/ttyUSB* ", mountPath: "", limit: 0}]
      - {Count: "2", paths: [{path: /dev/ttyACM*, MOUNTPATH: /dev/serial/}]}
  - name: dongle
    groups: [{usb: [{vendor: 0403, product: 1209}]}]
    color: red
)";

Result<config::Config> Load(std::string_view yaml) {
  const std::vector<config::BackendSchema> backends = {SchemaOf(kEntry)};
  auto loaded = config::LoadConfig(yaml, "davit.yaml", backends);
  if (!loaded.ok()) return loaded.error();
  return loaded->config;
}

TEST(LegacyFileTest, ConvertsToADavitYamlOfTheSameNamesAndSlots) {
  const auto yaml = ConvertLegacyFile(kFile, "config.yaml");
  ASSERT_THAT(yaml, IsOk());

  const auto config = Load(*yaml);

  ASSERT_THAT(config, IsOk());
  ASSERT_THAT(config->resources, SizeIs(2));
  EXPECT_EQ(config->resources[0].name, "example.org/serial");
  const config::Selector& selector = config->resources[0].selectors.at(0);
  EXPECT_FALSE(selector.owns);
  EXPECT_TRUE(selector.sharing->legacy);
  EXPECT_EQ(std::get<std::string>(selector.sharing->count), "count");
}

TEST(LegacyFileTest, KeepsTheMeaningOfEverySpecification) {
  const auto config = Load(ConvertLegacyFile(kFile, "config.yaml").value());
  ASSERT_THAT(config, IsOk());

  const std::vector<DeviceSpec> specs = ReadOptions(config->backends.at("generic"));

  ASSERT_THAT(specs, SizeIs(2));
  EXPECT_EQ(specs[0].on_missing, OnMissing::kRemove);
  EXPECT_EQ(specs[0].id_mode, IdMode::kLegacy);
  EXPECT_EQ(specs[0].groups[0].count, 1);
  EXPECT_EQ(specs[0].groups[0].paths[0].path, "/dev/ttyUSB*");
  EXPECT_EQ(specs[0].groups[0].paths[0].limit, 1);
  EXPECT_EQ(specs[0].groups[1].count, 2);
  EXPECT_EQ(specs[0].groups[1].paths[0].mount_path, "/dev/serial/");
  EXPECT_EQ(specs[1].groups[0].usb[0].vendor, 0x0403);
  EXPECT_EQ(specs[1].groups[0].usb[0].product, 0x1209);
}

TEST(LegacyFileTest, NamesWhatItPassesOver) {
  EXPECT_THAT(ParseLegacyFile(kFile, "config.yaml")->warnings,
              ElementsAre(AllOf(HasSubstr("config.yaml:11:5"), HasSubstr("\"color\""))));
  EXPECT_THAT(ConvertLegacyFile(kFile, "config.yaml").value(),
              HasSubstr("# config.yaml:11:5: unknown key \"color\""));
  EXPECT_THAT(ParseLegacyFile("colour: red\n", "f")->warnings,
              ElementsAre(HasSubstr("f:1:1: unknown key \"colour\"")));
}

TEST(LegacyFileTest, TakesDevicesUnderEitherName) {
  EXPECT_THAT(ParseLegacyFile("device: [{name: aa}]", "f")->devices, SizeIs(1));
  EXPECT_THAT(ParseLegacyFile("Devices: [{name: aa}]", "f")->devices, SizeIs(1));
}

TEST(LegacyFileTest, RefusesWhatThePluginRefuses) {
  EXPECT_THAT(ConvertLegacyFile("domain: a.b\n", "f"),
              HasError(Code::kInvalidArgument, "at least one device"));
  EXPECT_THAT(ConvertLegacyFile("devices: 3\n", "f"),
              HasError(Code::kInvalidArgument, "f:1:10: devices: expected a list"));
  EXPECT_THAT(ConvertLegacyFile("devices: [{name: Fuse, groups: [{paths: [{path: /a}]}]}]", "f"),
              HasError(Code::kInvalidArgument, "f:1:18: devices[0].name"));
  EXPECT_THAT(ConvertLegacyFile("devices: [{name: aa, groups: [{paths: [{path: /a}], usb: "
                                "[{vendor: 1, product: 1}]}]}]",
                                "f"),
              HasError(Code::kInvalidArgument, "not both"));
  EXPECT_THAT(ConvertLegacyFile("domain: Not_A.Domain\n"
                                "devices: [{name: aa, groups: [{paths: [{path: /a}]}]}]",
                                "f"),
              HasError(Code::kInvalidArgument, "the domain \"Not_A.Domain\""));
}

TEST(LegacyFileTest, RefusesOneResourceTwice) {
  EXPECT_THAT(ConvertLegacyFile("devices: [{name: aa, groups: [{paths: [{path: /a}]}]}, "
                                "{name: aa, groups: [{paths: [{path: /b}]}]}]",
                                "f"),
              HasError(Code::kInvalidArgument, "two devices are called \"aa\""));
}

}  // namespace
}  // namespace davit::generic
