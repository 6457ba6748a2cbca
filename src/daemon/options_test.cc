// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/daemon/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "src/plugin/personality.h"

namespace davit {
namespace {

using ::testing::HasSubstr;

std::optional<std::string> NoEnvironment(std::string_view /*name*/) { return std::nullopt; }

Result<DaemonOptions> Parse(std::vector<std::string> args) {
  return ParseCommandLine(args, NoEnvironment, {});
}

TEST(CommandLine, WithoutFlagsServesTheDefaultsInTheKubeletsDirectory) {
  const Result<DaemonOptions> options = Parse({"davitd"});

  ASSERT_TRUE(options.ok());
  EXPECT_EQ("", options->config);
  EXPECT_EQ("/var/lib/kubelet/device-plugins", options->socket_dir);
  EXPECT_EQ("/", options->host_root);
  EXPECT_FALSE(options->enable_fake);
  EXPECT_EQ("/var/lib/kubelet/device-plugins/davit.state", StateDirOf(*options));
}

TEST(CommandLine, TakesEveryFlagOfTheContract) {
  const Result<DaemonOptions> options = Parse({"davitd",
                                               "--config",
                                               "/c",
                                               "--socket-dir=/s",
                                               "--pod-resources",
                                               "/p",
                                               "--host-root",
                                               "/host",
                                               "--plugins-registry",
                                               "/r",
                                               "--state-dir",
                                               "/st",
                                               "--log-level",
                                               "debug",
                                               "--log-format",
                                               "json",
                                               "--check",
                                               "--enable-fake",
                                               "--worker",
                                               "nvidia"});

  ASSERT_TRUE(options.ok()) << options.error().message;
  EXPECT_EQ("/c", options->config);
  EXPECT_EQ("/s", options->socket_dir);
  EXPECT_EQ("/p", options->pod_resources);
  EXPECT_EQ("/host", options->host_root);
  EXPECT_EQ("/r", options->plugins_registry);
  EXPECT_EQ("/st", StateDirOf(*options));
  EXPECT_EQ(LogLevel::kDebug, options->log_level);
  EXPECT_EQ(LogFormat::kJson, options->log_format);
  EXPECT_TRUE(options->check);
  EXPECT_TRUE(options->enable_fake);
  EXPECT_EQ("nvidia", options->worker);
}

TEST(CommandLine, RefusesAnUnknownFlagAndSaysWhereHelpIs) {
  const Result<DaemonOptions> options = Parse({"davitd", "--colour"});

  ASSERT_FALSE(options.ok());
  EXPECT_EQ(Code::kInvalidArgument, options.error().code);
  EXPECT_THAT(options.error().message, HasSubstr("--colour"));
  EXPECT_THAT(options.error().message, HasSubstr("davitd --help"));
}

TEST(CommandLine, RefusesALogLevelThatDoesNotExist) {
  const Result<DaemonOptions> options = Parse({"davitd", "--log-level", "loud"});

  ASSERT_FALSE(options.ok());
  EXPECT_THAT(options.error().message,
              HasSubstr("--log-level: \"loud\": expected one of debug, error, info, warning"));
}

TEST(CommandLine, RefusesAnEmptyPathRatherThanDoingSomethingElse) {
  for (const std::string flag : {"--config", "--socket-dir", "--host-root", "--plugins-registry"}) {
    const Result<DaemonOptions> options = Parse({"davitd", flag, ""});

    ASSERT_FALSE(options.ok()) << flag;
    EXPECT_THAT(options.error().message, HasSubstr(flag));
  }
}

TEST(CommandLine, HelpNamesFlagsExitCodesAndExamples) {
  const Result<DaemonOptions> options = Parse({"davitd", "--help"});

  ASSERT_TRUE(options.ok());
  ASSERT_TRUE(options->print.has_value());
  EXPECT_THAT(*options->print, HasSubstr("--socket-dir"));
  EXPECT_THAT(*options->print, HasSubstr("75  restart me"));
  EXPECT_THAT(*options->print, HasSubstr("davitd --check --config davit.yaml"));
}

TEST(CommandLine, UnderThePluginsNameReadsThatPluginsFlags) {
  static const Personality kAcme = {
      .name = "acme-device-plugin",
      .socket_prefix = "acme",
      .parse = [](std::span<const std::string> args, const Environment& env) -> Result<Launch> {
        Launch launch;
        launch.socket_dir = args[0];
        launch.warnings.push_back(env("ACME").value_or("unset"));
        return launch;
      }};
  static const Personality* const kPersonalities[] = {&kAcme};
  static const BackendEntry kEntry = {.name = "acme", .personalities = kPersonalities};
  const BackendEntry* const entries[] = {&kEntry};
  const std::vector<std::string> args = {"/usr/bin/acme-device-plugin", "/plugins"};

  const Result<DaemonOptions> options = ParseCommandLine(
      args, [](std::string_view) { return std::optional<std::string>("yes"); }, entries);

  ASSERT_TRUE(options.ok());
  EXPECT_EQ("acme", options->socket_prefix);
  EXPECT_EQ("/plugins", options->socket_dir);
  EXPECT_TRUE(options->fixed_config.has_value());
  EXPECT_EQ(std::vector<std::string>{"yes"}, options->warnings);
}

}  // namespace
}  // namespace davit
