// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/daemon/device_survey.h"

#include <poll.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/testing/fake_host.h"
#include "davit/testing/matchers.h"

namespace davit {
namespace {

using ::testing::ElementsAre;
using testing::IsOk;
using namespace std::chrono_literals;

void WaitForStop(Inbox& inbox) {
  for (;;) {
    pollfd wait{inbox.fd(), POLLIN, 0};
    poll(&wait, 1, -1);
    while (const std::optional<Order> order = inbox.Take()) {
      if (std::holds_alternative<order::Stop>(*order)) return;
    }
  }
}

class TwoLamps final : public Backend {
 public:
  void Run(Inbox& inbox, const PublishSnapshot& publish) override {
    Snapshot snapshot;
    snapshot.devices.push_back(Device{.id = {"good"}, .kind = "lamp"});
    snapshot.devices.push_back(
        Device{.id = {"bad"},
               .kind = "lamp",
               .faults = {{.code = "broken", .severity = Severity::kFatal, .text = "no light"}}});
    publish(std::move(snapshot));
    WaitForStop(inbox);
  }
};

class Silent final : public Backend {
 public:
  void Run(Inbox& inbox, const PublishSnapshot& /*publish*/) override { WaitForStop(inbox); }
};

constexpr PurposeSpec kPurposes[] = {{"node", EditKind::kDeviceNode}};
const BackendEntry kLamps = {
    .name = "lamps",
    .purposes = kPurposes,
    .create = [](Host&, const ConfigNode&) -> Result<std::unique_ptr<Backend>> {
      return std::make_unique<TwoLamps>();
    }};
const BackendEntry kSilent = {
    .name = "silent",
    .purposes = kPurposes,
    .create = [](Host&, const ConfigNode&) -> Result<std::unique_ptr<Backend>> {
      return std::make_unique<Silent>();
    }};
const BackendEntry* const kEntries[] = {&kLamps, &kSilent};

TEST(SurveyDevices, ShowsEveryDeviceItsHealthAndTheResourceThatTakesIt) {
  testing::FakeHost host;
  config::Config config;
  config.resources.push_back({.name = "acme.com/lamp",
                              .backend = "lamps",
                              .delivery = {{"node", {Outlet::kDeviceNodes}}},
                              .selectors = {{}}});

  const Result<Survey> survey = SurveyDevices({}, config, kEntries, host.log, 20s);

  ASSERT_THAT(survey, IsOk());
  ASSERT_EQ(2u, survey->devices.size());
  const DeviceView& bad = survey->devices[survey->devices[0].device.id.value == "bad" ? 0 : 1];
  EXPECT_FALSE(bad.healthy);
  EXPECT_THAT(bad.reason, ::testing::HasSubstr("no light"));
  EXPECT_THAT(bad.resources, ElementsAre("acme.com/lamp"));
  EXPECT_THAT(bad.wire_ids, ElementsAre("bad"));
  EXPECT_TRUE(survey->silent.empty());
}

TEST(SurveyDevices, NamesTheBackendThatSaysNothing) {
  testing::FakeHost host;
  config::Config config;
  config.backends["lamps"] = ConfigNode::Map({});
  config.backends["silent"] = ConfigNode::Map({});

  const Result<Survey> survey = SurveyDevices({}, config, kEntries, host.log, 200ms);

  ASSERT_THAT(survey, IsOk());
  EXPECT_EQ(2u, survey->devices.size());
  EXPECT_THAT(survey->silent, ElementsAre("silent"));
}

}  // namespace
}  // namespace davit
