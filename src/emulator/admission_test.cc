// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/emulator/admission.h"

#include <memory>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/testing/fake_clock.h"
#include "src/emulator/device_manager.h"
#include "src/emulator/scripted_plugin.h"

namespace davit::emulator {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

const std::string kResource = "example.com/foo";

std::vector<SentDevice> Healthy(std::vector<std::string> ids) {
  std::vector<SentDevice> devices;
  for (std::string& id : ids) devices.push_back({.id = std::move(id), .health = "Healthy"});
  return devices;
}

Pod Asking(int count, std::string uid = "pod-1") {
  return {.uid = std::move(uid), .containers = {{.limits = {{kResource, count}}}}};
}

class AdmissionTest : public ::testing::Test {
 protected:
  void Register(PluginOptions options = {}) {
    manager_.Connected(kResource, plugin_, options);
    manager_.Listed(kResource, Healthy({"a", "b", "c"}));
  }

  testing::FakeClock clock_;
  DeviceManager manager_{Version::k1_36, std::chrono::minutes(5), 1, clock_};
  std::shared_ptr<ScriptedPlugin> plugin_ = std::make_shared<ScriptedPlugin>();
};

TEST_F(AdmissionTest, GivesWhatIsFreeAndTheAnswerThatBelongsToIt) {
  Register();
  plugin_->response = std::vector<ContainerResponse>{{.envs = {{"KEY", "value"}}}};

  const Verdict verdict = manager_.Admit(Asking(2));

  ASSERT_TRUE(verdict.admitted) << verdict.message;
  EXPECT_EQ(verdict.grants.at(0).ids.at(kResource), plugin_->allocated.at(0));
  EXPECT_EQ(verdict.grants.at(0).response.envs.at("KEY"), "value");
}

TEST_F(AdmissionTest, SaysHowManyAreLeft) {
  Register();
  ASSERT_TRUE(manager_.Admit(Asking(2)).admitted);

  const Verdict verdict = manager_.Admit(Asking(2, "pod-2"));

  EXPECT_EQ(verdict.reason, "UnexpectedAdmissionError");
  EXPECT_EQ(verdict.message,
            "Pod was rejected: Allocate failed due to requested number of devices unavailable for "
            "example.com/foo. Requested: 2, Available: 1, which is unexpected");
}

TEST_F(AdmissionTest, TakesWhatAPodThatIsOverHeld) {
  Register();
  ASSERT_TRUE(manager_.Admit(Asking(3)).admitted);

  manager_.Remove("pod-1");

  EXPECT_TRUE(manager_.Admit(Asking(3, "pod-2")).admitted);
}

TEST_F(AdmissionTest, TakesThePreferredDevices) {
  Register({.preferred_allocation_available = true});
  plugin_->preferred = std::vector<std::string>{"c", "no such device"};

  const Verdict verdict = manager_.Admit(Asking(1));

  EXPECT_THAT(plugin_->asked_available, UnorderedElementsAre("a", "b", "c"));
  EXPECT_THAT(plugin_->asked_must_include, IsEmpty());
  EXPECT_EQ(plugin_->asked_size, 1);
  EXPECT_THAT(verdict.grants.at(0).ids.at(kResource), ElementsAre("c"));
}

TEST_F(AdmissionTest, FillsUpWhenTooFewArePreferred) {
  Register({.preferred_allocation_available = true});
  plugin_->preferred = std::vector<std::string>{"b"};

  const Verdict verdict = manager_.Admit(Asking(2));

  EXPECT_THAT(verdict.grants.at(0).ids.at(kResource),
              ::testing::AllOf(::testing::SizeIs(2), ::testing::Contains("b")));
}

TEST_F(AdmissionTest, RejectsThePodWhenThePreferenceFails) {
  Register({.preferred_allocation_available = true});
  plugin_->preferred = Error{Code::kInternal, "oops"};

  EXPECT_THAT(manager_.Admit(Asking(1)).message,
              HasSubstr("device plugin GetPreferredAllocation rpc failed with err: rpc error: code "
                        "= Internal desc = oops"));
}

TEST_F(AdmissionTest, RejectsThePodWithThePluginsOwnWords) {
  Register();
  plugin_->response = Error{Code::kFailedPrecondition, "a is Unhealthy"};

  EXPECT_EQ(manager_.Admit(Asking(1)).message,
            "Pod was rejected: Allocate failed due to rpc error: code = FailedPrecondition desc = "
            "a is Unhealthy, which is unexpected");
  plugin_->response = std::vector<ContainerResponse>(1);
  EXPECT_TRUE(manager_.Admit(Asking(3, "pod-2")).admitted);
}

TEST_F(AdmissionTest, AnAnswerWithoutContainersIsAnError) {
  Register();
  plugin_->response = std::vector<ContainerResponse>();

  EXPECT_THAT(manager_.Admit(Asking(1)).message,
              HasSubstr("no containers return in allocation response"));
}

TEST_F(AdmissionTest, InitContainersLeaveTheirDevicesToLaterOnes) {
  Register();
  const std::map<std::string, int> one = {{kResource, 1}};

  const Verdict verdict =
      manager_.Admit({.uid = "pod-1",
                      .containers = {{"init", one, Container::Kind::kInit},
                                     {"sidecar", one, Container::Kind::kSidecar},
                                     {"app", one, Container::Kind::kApp}}});

  ASSERT_TRUE(verdict.admitted) << verdict.message;
  EXPECT_EQ(verdict.grants.at(0).ids, verdict.grants.at(1).ids);
  EXPECT_NE(verdict.grants.at(1).ids, verdict.grants.at(2).ids);
  EXPECT_EQ(plugin_->allocated.size(), 3U);
}

TEST_F(AdmissionTest, WhatNoPluginRegisteredIsNotItsBusiness) {
  const Verdict verdict = manager_.Admit(Asking(1));

  ASSERT_TRUE(verdict.admitted);
  EXPECT_THAT(verdict.grants.at(0).ids, IsEmpty());
}

TEST_F(AdmissionTest, GivesNothingOfAPluginThatHasGone) {
  Register();
  manager_.StreamEnded(kResource, *plugin_, "EOF");

  EXPECT_THAT(
      manager_.Admit(Asking(1)).message,
      HasSubstr("no healthy devices present; cannot allocate unhealthy devices " + kResource));
}

TEST_F(AdmissionTest, CallsPreStartContainerWhenThePluginWantsIt) {
  Register({.pre_start_required = true});
  plugin_->pre_start = Error{Code::kInternal, "firmware"};

  const Verdict verdict = manager_.Admit(Asking(1));

  ASSERT_TRUE(verdict.admitted);
  EXPECT_EQ(plugin_->pre_starts, 1);
  EXPECT_EQ(verdict.grants.at(0).start_error,
            "device plugin PreStartContainer rpc failed with err: rpc error: code = Internal desc "
            "= firmware");
}

TEST_F(AdmissionTest, AfterARestartRunningPodsKeepTheirDevicesUnasked) {
  Register();
  ASSERT_TRUE(manager_.Admit(Asking(2)).admitted);
  manager_.Restart();

  const Verdict verdict = manager_.Admit(Asking(2));

  ASSERT_TRUE(verdict.admitted) << verdict.message;
  EXPECT_EQ(verdict.grants.at(0).ids.at(kResource).size(), 2U);
  EXPECT_EQ(plugin_->allocated.size(), 1U);
}

TEST_F(AdmissionTest, NewPodsAfterARestartWaitForThePlugin) {
  Register();
  manager_.Restart();

  EXPECT_FALSE(manager_.Admit(Asking(1)).admitted);
}

TEST_F(AdmissionTest, OldKubeletsDropCdiNames) {
  DeviceManager old(Version::k1_20, std::chrono::minutes(5), 1, clock_);
  old.Connected(kResource, plugin_, {});
  old.Listed(kResource, Healthy({"a"}));
  plugin_->response = std::vector<ContainerResponse>{{.cdi_devices = {"v/c=x"}}};

  EXPECT_THAT(old.Admit(Asking(1)).grants.at(0).response.cdi_devices, IsEmpty());
}

}  // namespace
}  // namespace davit::emulator
