// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/kubelet/grpc/wire.h"

#include <gmock/gmock.h>
#include <grpcpp/support/proto_buffer_reader.h>
#include <gtest/gtest.h>

#include "davit/testing/matchers.h"

namespace davit::kubelet {
namespace {

using ::testing::ElementsAre;
using testing::HasError;
using testing::IsOk;

device_plugin::ListAndWatchResponse Decoded(grpc::ByteBuffer bytes) {
  device_plugin::ListAndWatchResponse message;
  grpc::ProtoBufferReader reader(&bytes);
  EXPECT_TRUE(message.ParseFromZeroCopyStream(&reader));
  return message;
}

TEST(ListEncoderTest, WritesHealthAsTheKubeletSpellsIt) {
  const auto list = std::make_shared<const DeviceList>(
      DeviceList{{.id = "a", .healthy = true}, {.id = "b", .healthy = false}});

  const device_plugin::ListAndWatchResponse message = Decoded(ListEncoder().Encode(list));

  ASSERT_EQ(message.devices_size(), 2);
  EXPECT_EQ(message.devices(0).id(), "a");
  EXPECT_EQ(message.devices(0).health(), "Healthy");
  EXPECT_EQ(message.devices(1).health(), "Unhealthy");
}

TEST(ListEncoderTest, Law033LeavesTopologyOutWhenNoNumaNodeIsKnown) {
  const auto list = std::make_shared<const DeviceList>(
      DeviceList{{.id = "a", .numa = {}}, {.id = "b", .numa = {NumaNode{0}, NumaNode{1}}}});

  const device_plugin::ListAndWatchResponse message = Decoded(ListEncoder().Encode(list));

  EXPECT_FALSE(message.devices(0).has_topology());
  ASSERT_EQ(message.devices(1).topology().nodes_size(), 2);
  EXPECT_EQ(message.devices(1).topology().nodes(1).id(), 1);
}

TEST(ListEncoderTest, SharesTheBytesOfOneList) {
  const auto list = std::make_shared<const DeviceList>(1000, ListedDevice{.id = "device"});
  ListEncoder encoder;

  std::vector<grpc::Slice> first;
  std::vector<grpc::Slice> second;
  ASSERT_TRUE(encoder.Encode(list).Dump(&first).ok());
  ASSERT_TRUE(encoder.Encode(list).Dump(&second).ok());

  EXPECT_EQ(first.at(0).begin(), second.at(0).begin());
}

TEST(ListEncoderTest, EncodesAnotherListAnew) {
  ListEncoder encoder;
  static_cast<void>(encoder.Encode(std::make_shared<const DeviceList>(1, ListedDevice{.id = "a"})));

  const auto message =
      Decoded(encoder.Encode(std::make_shared<const DeviceList>(1, ListedDevice{.id = "b"})));

  EXPECT_EQ(message.devices(0).id(), "b");
}

TEST(ListEncoderTest, LeavesOutAnIdThatWouldEndTheStream) {
  const auto list =
      std::make_shared<const DeviceList>(DeviceList{{.id = "bad\xff"}, {.id = "good"}});

  const device_plugin::ListAndWatchResponse message = Decoded(ListEncoder().Encode(list));

  ASSERT_EQ(message.devices_size(), 1);
  EXPECT_EQ(message.devices(0).id(), "good");
}

TEST(WireTest, WritesEveryFieldOfAnAnswer) {
  const ContainerAnswer answer{
      .envs = {{"KEY", "value"}},
      .mounts = {{"/in", "/out", true}},
      .devices = {{"/dev/a", "/dev/b", "rw"}},
      .annotations = {{"note", "text"}},
      .cdi_devices = {"davit.dev/fuse=0"},
  };

  device_plugin::AllocateResponse message;
  ASSERT_THAT(Write(std::vector{answer}, message), IsOk());

  ASSERT_EQ(message.container_responses_size(), 1);
  const auto& response = message.container_responses(0);
  EXPECT_EQ(response.envs().at("KEY"), "value");
  EXPECT_EQ(response.mounts(0).container_path(), "/in");
  EXPECT_EQ(response.mounts(0).host_path(), "/out");
  EXPECT_TRUE(response.mounts(0).read_only());
  EXPECT_EQ(response.devices(0).container_path(), "/dev/a");
  EXPECT_EQ(response.devices(0).host_path(), "/dev/b");
  EXPECT_EQ(response.devices(0).permissions(), "rw");
  EXPECT_EQ(response.annotations().at("note"), "text");
  EXPECT_EQ(response.cdi_devices(0).name(), "davit.dev/fuse=0");
}

TEST(WireTest, RefusesAnAnswerThatTheKubeletCouldNotRead) {
  const ContainerAnswer answer{.devices = {{"/dev/a", "/dev/\xff", "rw"}}};

  device_plugin::AllocateResponse message;

  EXPECT_THAT(Write(std::vector{answer}, message),
              HasError(Code::kInternal, "device \"/dev/\\xff\" is not UTF-8"));
}

TEST(WireTest, ReadsTheQuestionForPreferredDevices) {
  device_plugin::PreferredAllocationRequest message;
  auto& request = *message.add_container_requests();
  request.add_available_deviceids("a");
  request.add_available_deviceids("b");
  request.add_must_include_deviceids("b");
  request.set_allocation_size(2);

  const std::vector<PreferredQuestion> questions = Read(message);

  ASSERT_EQ(questions.size(), 1U);
  EXPECT_THAT(questions[0].available, ElementsAre("a", "b"));
  EXPECT_THAT(questions[0].must_include, ElementsAre("b"));
  EXPECT_EQ(questions[0].size, 2);
}

}  // namespace
}  // namespace davit::kubelet
