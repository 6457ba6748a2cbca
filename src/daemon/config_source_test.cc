// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/daemon/config_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/testing/fake_host.h"
#include "davit/testing/matchers.h"

namespace davit {
namespace {

using ::testing::ElementsAre;
using testing::HasError;
using ::testing::HasSubstr;
using testing::IsOk;

std::vector<config::ResourceRule> LampByDefault() {
  return {{.name = "davit.dev/lamp", .backend = "lamp", .selectors = {{}}, .is_default = true}};
}

Result<std::unique_ptr<Backend>> RefuseAll(Host& /*host*/, const ConfigNode& /*options*/) {
  return Error{Code::kInvalidArgument, "no lamp fits this socket"};
}

constexpr PurposeSpec kPurposes[] = {{"node", EditKind::kDeviceNode}};
const BackendEntry kLamp = {
    .name = "lamp", .purposes = kPurposes, .default_resources = LampByDefault, .create = RefuseAll};
const BackendEntry kToy = {.name = "toy", .purposes = kPurposes, .for_tests = true};
const BackendEntry* const kEntries[] = {&kLamp, &kToy};

class ConfigSourceTest : public ::testing::Test {
 protected:
  DaemonOptions WithFile(std::string_view text) {
    host_.tree.Write("/davit.yaml", text);
    DaemonOptions options;
    options.config = host_.tree.At("/davit.yaml");
    return options;
  }

  testing::FakeHost host_;
};

TEST_F(ConfigSourceTest, WithoutAFileServesTheDefaultResourcesOfEveryEntry) {
  const Result<LoadedConfig> loaded = ReadConfig({}, kEntries);

  ASSERT_THAT(loaded, IsOk());
  ASSERT_EQ(1u, loaded->config.resources.size());
  EXPECT_EQ("davit.dev/lamp", loaded->config.resources[0].name);
  EXPECT_TRUE(loaded->config.resources[0].is_default);
  EXPECT_EQ(2u, loaded->config.backends.size());
}

TEST_F(ConfigSourceTest, LeavesOutTheTestBackendsUnlessTheyAreEnabled) {
  DaemonOptions options;

  EXPECT_THAT(EnabledEntries(options, kEntries), ElementsAre(&kLamp));
  options.enable_fake = true;
  EXPECT_THAT(EnabledEntries(options, kEntries), ElementsAre(&kLamp, &kToy));
}

TEST_F(ConfigSourceTest, ReadsAFileAndKeepsItsTextToTellAChangeFromATouch) {
  const std::string text =
      "apiVersion: davit.dev/v1\n"
      "resources:\n"
      "  - {name: acme.com/lamp, backend: lamp, match: {kind: lamp}}\n";

  const Result<LoadedConfig> loaded = ReadConfig(WithFile(text), kEntries);

  ASSERT_THAT(loaded, IsOk());
  ASSERT_EQ(1u, loaded->config.resources.size());
  EXPECT_EQ("acme.com/lamp", loaded->config.resources[0].name);
  EXPECT_EQ(text, loaded->text);
}

TEST_F(ConfigSourceTest, SaysWhichFileIsMissing) {
  DaemonOptions options;
  options.config = host_.tree.At("/nowhere.yaml");

  EXPECT_THAT(ReadConfig(options, kEntries), HasError(Code::kNotFound, "nowhere.yaml"));
}

TEST_F(ConfigSourceTest, RefusesAFileThatNamesABackendThatIsNotEnabled) {
  DaemonOptions options = WithFile(
      "apiVersion: davit.dev/v1\n"
      "resources:\n"
      "  - {name: acme.com/toy, backend: toy, match: {kind: toy}}\n");

  const Result<LoadedConfig> loaded = ReadConfig(options, EnabledEntries(options, kEntries));

  ASSERT_FALSE(loaded.ok());
  EXPECT_THAT(loaded.error().message, HasSubstr("davit.yaml:3:"));
  EXPECT_THAT(loaded.error().message, HasSubstr("toy"));
}

TEST_F(ConfigSourceTest, ACheckAlsoFindsWhatOnlyTheBackendCanRefuse) {
  const DaemonOptions options = WithFile(
      "apiVersion: davit.dev/v1\n"
      "resources:\n"
      "  - {name: acme.com/lamp, backend: lamp, match: {kind: lamp}}\n");

  EXPECT_THAT(CheckConfig(options, kEntries, host_.log),
              HasError(Code::kInvalidArgument, "backend lamp: no lamp fits this socket"));
}

}  // namespace
}  // namespace davit
