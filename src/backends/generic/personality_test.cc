// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/backends/generic/personality.h"

#include <map>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/testing/matchers.h"
#include "davit/testing/temp_tree.h"
#include "src/backends/generic/generic_backend.h"
#include "src/config/load.h"
#include "src/plugin/schema_of.h"

namespace davit::generic {
namespace {

using davit::testing::HasError;
using davit::testing::IsOk;
using davit::testing::TempTree;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string kFuse = "{name: fuse, groups: [{count: 10, paths: [{path: /dev/fuse}]}]}";

class PersonalityTest : public ::testing::Test {
 protected:
  Result<Launch> Parse(std::vector<std::string> args) {
    const auto env = [this](std::string_view name) -> std::optional<std::string> {
      const auto found = env_.find(name);
      return found == env_.end() ? std::nullopt : std::optional(found->second);
    };
    return ParseLegacyCommandLine(args, env, search_);
  }

  static std::vector<std::string> NamesOf(const Launch& launch) {
    std::vector<std::string> names;
    for (const auto& rule : launch.config.resources) names.push_back(rule.name);
    return names;
  }

  TempTree tree_;
  std::map<std::string, std::string, std::less<>> env_;
  std::vector<std::string> search_;
};

TEST_F(PersonalityTest, TakesADeviceFromAFlag) {
  const auto launch = Parse({"--device", kFuse});

  ASSERT_THAT(launch, IsOk());
  EXPECT_THAT(NamesOf(*launch), ElementsAre("squat.ai/fuse"));
  EXPECT_THAT(launch->warnings, IsEmpty());
}

TEST_F(PersonalityTest, TakesJsonAndManyDevices) {
  const auto launch =
      Parse({"--device", kFuse,
             R"(--device={"name": "tty", "groups": [{"paths": [{"path": "/dev/ttyUSB*"}]}]})"});

  ASSERT_THAT(launch, IsOk());
  EXPECT_THAT(NamesOf(*launch), ElementsAre("squat.ai/fuse", "squat.ai/tty"));
}

TEST_F(PersonalityTest, ServesAFileAsItsConversionDoes) {
  const std::string file = "devices:\n- " + kFuse +
                           "\n- {name: stick, groups: [{usb: [{vendor: 0403, product: 1209}]}]}\n";
  tree_.Write("config.yaml", file);

  const auto launch = Parse({"--config", tree_.At("config.yaml")});
  const auto yaml = kGenericDevicePlugin.convert(file, "config.yaml");

  ASSERT_THAT(launch, IsOk());
  ASSERT_THAT(yaml, IsOk());
  const std::vector<config::BackendSchema> backends = {SchemaOf(kEntry)};
  const auto loaded = config::LoadConfig(*yaml, "davit.yaml", backends);
  ASSERT_THAT(loaded, IsOk());
  EXPECT_EQ(loaded->config, launch->config);
}

TEST_F(PersonalityTest, LetsFlagsBeatTheEnvironmentAndThatTheFile) {
  tree_.Write(
      "config.yaml",
      "domain: file.io\nlog-level: warn\nplugin-directory: /file\ndevices: [" + kFuse + "]\n");
  env_ = {{"DOMAIN", "env.io"}, {"PLUGIN_DIRECTORY", "/env"}};

  const auto launch = Parse({"--config=" + tree_.At("config.yaml"), "--domain", "flag.io"});

  ASSERT_THAT(launch, IsOk());
  EXPECT_THAT(NamesOf(*launch), ElementsAre("flag.io/fuse"));
  EXPECT_EQ(launch->socket_dir, "/env");
  EXPECT_EQ(launch->log_level, LogLevel::kWarning);
}

TEST_F(PersonalityTest, ReplacesTheDevicesOfTheFileByThoseOfFlags) {
  tree_.Write("config.yaml", "devices: [{name: tty, groups: [{paths: [{path: /dev/tty}]}]}]\n");
  env_ = {{"CONFIG", tree_.At("config.yaml")}};

  const auto launch = Parse({"--device", kFuse});

  ASSERT_THAT(launch, IsOk());
  EXPECT_THAT(NamesOf(*launch), ElementsAre("squat.ai/fuse"));
}

TEST_F(PersonalityTest, ReadsTheFirstFileThatIsThere) {
  search_ = {tree_.At("etc/config.yaml"), tree_.At("config.yaml")};
  tree_.Write("config.yaml", "devices: [" + kFuse + "]\n");

  EXPECT_THAT(Parse({}), IsOk());
}

TEST_F(PersonalityTest, FailsOnABrokenFileEvenOneThatWasOnlyFound) {
  search_ = {tree_.At("config.yaml")};
  tree_.Write("config.yaml", "devices: [");

  EXPECT_THAT(Parse({"--device", kFuse}), HasError(Code::kFailedPrecondition, "config.yaml"));
  EXPECT_THAT(Parse({"--config", tree_.At("gone.yaml")}),
              HasError(Code::kFailedPrecondition, "gone.yaml"));
}

TEST_F(PersonalityTest, AcceptsTheListenAddressInOneLine) {
  const auto launch = Parse({"--listen=:9090", "--device", kFuse});

  ASSERT_THAT(launch, IsOk());
  EXPECT_THAT(launch->warnings, ElementsAre(HasSubstr("--listen")));
}

TEST_F(PersonalityTest, WarnsOfKeysThatItDoesNotKnow) {
  const auto launch =
      Parse({"--device", "{name: fuse, colour: red, groups: [{paths: [{path: /a}]}]}"});

  ASSERT_THAT(launch, IsOk());
  EXPECT_THAT(launch->warnings, Contains(HasSubstr("unknown key \"colour\"")));
}

TEST_F(PersonalityTest, RefusesFlagsThatThePluginDoesNotHave) {
  EXPECT_THAT(Parse({"--devices", "x"}),
              HasError(Code::kInvalidArgument, "unknown flag --devices"));
  EXPECT_THAT(Parse({"-d", "x"}), HasError(Code::kInvalidArgument, "unknown flag -d"));
  EXPECT_THAT(Parse({"--domain"}), HasError(Code::kInvalidArgument, "--domain needs a value"));
}

TEST_F(PersonalityTest, RefusesAConfigurationThatCannotBeServed) {
  EXPECT_THAT(Parse({}), HasError(Code::kFailedPrecondition, "at least one device"));
  EXPECT_THAT(Parse({"--device", kFuse, "--log-level", "loud"}),
              HasError(Code::kFailedPrecondition, "log-level: expected"));
  EXPECT_THAT(Parse({"--device", kFuse, "--domain", "_"}),
              HasError(Code::kFailedPrecondition, "the domain \"_\""));
  EXPECT_THAT(Parse({"--device", "{name: f, groups: []}"}),
              HasError(Code::kFailedPrecondition, "--device 1:1:8"));
  EXPECT_THAT(Parse({"--device", "{name: ["}), HasError(Code::kFailedPrecondition, "--device 1:1"));
  env_ = {{"DEVICE", kFuse}};
  EXPECT_THAT(Parse({}), HasError(Code::kFailedPrecondition, "DEVICE"));
}

TEST_F(PersonalityTest, PrintsHelpAndVersionWithoutDevices) {
  EXPECT_THAT(Parse({"--help"})->print, ::testing::Optional(HasSubstr("--plugin-directory")));
  EXPECT_THAT(Parse({"--version"})->print, ::testing::Optional(HasSubstr("davitd")));
}

TEST_F(PersonalityTest, IsKnownByTheNameOfTheProgram) {
  EXPECT_EQ(kGenericDevicePlugin.name, "generic-device-plugin");
  EXPECT_EQ(kGenericDevicePlugin.socket_prefix, "gdp");
}

}  // namespace
}  // namespace davit::generic
