// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include <unistd.h>

#include <string>

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include "deviceplugin/v1beta1/api.grpc.pb.h"
#include "pluginregistration/v1/api.grpc.pb.h"
#include "podresources/v1/api.grpc.pb.h"

namespace {

class RefusingKubelet final : public v1beta1::Registration::CallbackService {
  grpc::ServerUnaryReactor* Register(grpc::CallbackServerContext* context,
                                     const v1beta1::RegisterRequest* request,
                                     v1beta1::Empty*) override {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish({grpc::StatusCode::UNKNOWN, "no room for " + request->resource_name()});
    return reactor;
  }
};

TEST(ProtosTest, CarryARegistrationOverAUnixSocket) {
  const std::string address =
      "unix-abstract:davit-protos-test-" + std::to_string(static_cast<long>(getpid()));
  RefusingKubelet kubelet;
  grpc::ServerBuilder builder;
  builder.AddListeningPort(address, grpc::InsecureServerCredentials());
  builder.RegisterService(&kubelet);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  const auto stub = v1beta1::Registration::NewStub(
      grpc::CreateChannel(address, grpc::InsecureChannelCredentials()));

  grpc::ClientContext context;
  v1beta1::RegisterRequest request;
  request.set_resource_name("davit.dev/fuse");
  v1beta1::Empty answer;
  const grpc::Status status = stub->Register(&context, request, &answer);

  EXPECT_EQ(status.error_message(), "no room for davit.dev/fuse");
  server->Shutdown();
}

TEST(ProtosTest, HaveTheServiceNamesOfTheKubelet) {
  EXPECT_STREQ(v1beta1::Registration::service_full_name(), "v1beta1.Registration");
  EXPECT_STREQ(v1beta1::DevicePlugin::service_full_name(), "v1beta1.DevicePlugin");
  EXPECT_STREQ(pluginregistration::Registration::service_full_name(),
               "pluginregistration.Registration");
  EXPECT_STREQ(v1::PodResourcesLister::service_full_name(), "v1.PodResourcesLister");
}

TEST(ProtosTest, PutDevicesOnTheWireAsTheKubeletReadsThem) {
  v1beta1::ListAndWatchResponse list;
  v1beta1::Device* device = list.add_devices();
  device->set_id("a");
  device->set_health("Healthy");
  device->mutable_topology()->add_nodes()->set_id(1);

  const std::string bytes = list.SerializeAsString();

  EXPECT_EQ(bytes, std::string("\x0a\x12\x0a\x01\x61\x12\x07Healthy\x1a\x04\x0a\x02\x08\x01", 20));
}

}  // namespace
