// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include <chrono>
#include <future>
#include <thread>

#include "tests/integration/direct_client.h"
#include "tests/integration/plugin_test.h"

namespace davit {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::IsOk;

/// The answers themselves are the Resource's; here is how they cross the socket.
class CallsTest : public PluginTest {
 protected:
  void SetUp() override {
    StartBoth();
    stub_ = ::v1beta1::DevicePlugin::NewStub(DialPlugin(SocketPath()));
  }

  grpc::Status Allocate(const std::vector<std::vector<std::string>>& containers) {
    ::v1beta1::AllocateRequest request;
    for (const std::vector<std::string>& ids : containers) {
      request.add_container_requests()->mutable_devices_ids()->Add(ids.begin(), ids.end());
    }
    allocated_.Clear();
    Patience context;
    return stub_->Allocate(&context, request, &allocated_);
  }

  std::unique_ptr<::v1beta1::DevicePlugin::Stub> stub_;
  ::v1beta1::AllocateResponse allocated_;
};

TEST_F(CallsTest, Alc034AsManyAnswersAsRequestsInTheSameOrder) {
  ASSERT_TRUE(Allocate({{"thing-1"}, {"thing-0"}}).ok());
  ASSERT_EQ(allocated_.container_responses_size(), 2);
  EXPECT_EQ(allocated_.container_responses(0).envs().at("DEVICES"), "thing-1");
  EXPECT_EQ(allocated_.container_responses(1).envs().at("DEVICES"), "thing-0");

  ASSERT_TRUE(Allocate({}).ok());
  EXPECT_EQ(allocated_.container_responses_size(), 0);
}

TEST_F(CallsTest, Alc035AnErrorCarriesItsCodeAndText) {
  const grpc::Status unknown = Allocate({{"thing-0"}, {"no-such-thing"}});

  EXPECT_EQ(unknown.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_THAT(unknown.error_message(), HasSubstr("no-such-thing"));

  plugin_->Set(resource_, {{.id = "thing-0", .healthy = false}, {.id = "thing-1"}});
  EXPECT_EQ(Allocate({{"thing-0"}}).error_code(), grpc::StatusCode::FAILED_PRECONDITION);
}

TEST_F(CallsTest, Alc036TheSameIdsAgainGetTheSameAnswer) {
  ASSERT_TRUE(Allocate({{"thing-0"}}).ok());
  const std::string first = allocated_.SerializeAsString();

  ASSERT_TRUE(Allocate({{"thing-0"}}).ok());

  EXPECT_EQ(allocated_.SerializeAsString(), first);
}

TEST_F(CallsTest, Alc037TheOrderOfIdsDoesNotMatter) {
  ASSERT_TRUE(Allocate({{"thing-0", "thing-1"}}).ok());
  const std::string first = allocated_.SerializeAsString();

  ASSERT_TRUE(Allocate({{"thing-1", "thing-0"}}).ok());

  EXPECT_EQ(allocated_.SerializeAsString(), first);
}

TEST_F(CallsTest, Alc038AllocateIsAnsweredWhileAPreparationHangs) {
  Patience preparing;
  std::future<grpc::Status> prepared = std::async(std::launch::async, [&] {
    ::v1beta1::PreStartContainerRequest request;
    request.add_devices_ids("thing-0");
    ::v1beta1::PreStartContainerResponse response;
    return stub_->PreStartContainer(&preparing, request, &response);
  });

  for (int i = 0; i < 100; ++i) ASSERT_TRUE(Allocate({{"thing-1"}}).ok());

  preparing.TryCancel();
  EXPECT_EQ(prepared.get().error_code(), grpc::StatusCode::CANCELLED);
}

TEST_F(CallsTest, Alc040AllocateIsAnsweredWithoutAListAndRightAfterAReconnect) {
  // This client never asked for a list.
  EXPECT_TRUE(Allocate({{"thing-0"}}).ok());

  ASSERT_THAT(kubelet_->Restart(), IsOk());
  ASSERT_THAT(WaitFor("the plugin to be back",
                      [](const auto& resource) { return resource.allocatable == 2; }),
              IsOk());

  stub_ = ::v1beta1::DevicePlugin::NewStub(DialPlugin(SocketPath()));
  EXPECT_TRUE(Allocate({{"thing-0"}}).ok());
}

TEST_F(CallsTest, Alc041PreferredDevicesHaveTheSizeThatWasAsked) {
  ::v1beta1::PreferredAllocationRequest request;
  auto& container = *request.add_container_requests();
  container.add_available_deviceids("thing-1");
  container.add_available_deviceids("thing-0");
  container.set_allocation_size(1);
  ::v1beta1::PreferredAllocationResponse response;
  Patience context;

  ASSERT_TRUE(stub_->GetPreferredAllocation(&context, request, &response).ok());

  ASSERT_EQ(response.container_responses_size(), 1);
  EXPECT_THAT(response.container_responses(0).deviceids(), ElementsAre("thing-0"));
}

TEST_F(CallsTest, Alc042WhatTheOptionsDoNotOfferIsAnsweredAllTheSame) {
  ASSERT_FALSE(Now().pre_start_required);
  ::v1beta1::PreStartContainerResponse response;
  std::future<grpc::Status> prepared = std::async(std::launch::async, [&] {
    Patience context;
    return stub_->PreStartContainer(&context, {}, &response);
  });
  while (prepared.wait_for(1ms) != std::future_status::ready) resource_.FinishPreStart({});

  EXPECT_TRUE(prepared.get().ok());
}

TEST_F(CallsTest, Alc043PreStartContainerHonoursItsCallersDeadline) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + 100ms);
  ::v1beta1::PreStartContainerRequest request;
  request.add_devices_ids("thing-0");
  ::v1beta1::PreStartContainerResponse response;

  const SteadyTime asked = std::chrono::steady_clock::now();
  EXPECT_EQ(stub_->PreStartContainer(&context, request, &response).error_code(),
            grpc::StatusCode::DEADLINE_EXCEEDED);

  EXPECT_LT(resource_.pre_start_deadline(), asked + 1s);
  resource_.FinishPreStart({});  // late, and finds nobody
}

TEST_F(CallsTest, Alc043WithoutADeadlinePreStartContainerHasThirtySeconds) {
  grpc::ClientContext context;
  const SteadyTime asked = std::chrono::steady_clock::now();
  std::future<grpc::Status> prepared = std::async(std::launch::async, [&] {
    ::v1beta1::PreStartContainerResponse response;
    return stub_->PreStartContainer(&context, {}, &response);
  });

  while (prepared.wait_for(1ms) != std::future_status::ready) {
    resource_.FinishPreStart(Error{Code::kFailedPrecondition, "no firmware"});
  }

  EXPECT_EQ(prepared.get().error_message(), "no firmware");
  EXPECT_GE(resource_.pre_start_deadline(), asked + 29s);
  EXPECT_LE(resource_.pre_start_deadline(), asked + 40s);
}

}  // namespace
}  // namespace davit
