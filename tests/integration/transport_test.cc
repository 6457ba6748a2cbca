// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include <sys/resource.h>

#include <chrono>
#include <string>
#include <vector>

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/slice.h>

#include "src/emulator/unix_listener.h"
#include "tests/integration/direct_client.h"
#include "tests/integration/plugin_test.h"
#include "tests/integration/raw_http2.h"

namespace davit {
namespace {

using namespace std::chrono_literals;
using emulator::NodeResource;
using testing::IsOk;

const std::string kOptions = "/v1beta1.DevicePlugin/GetDevicePluginOptions";
const std::string kAllocate = "/v1beta1.DevicePlugin/Allocate";
/// The answer to GetDevicePluginOptions: field 2 is true.
const std::string kOptionsAnswer("\0\0\0\0\2\x10\1", 7);

grpc::ByteBuffer Bytes(const std::string& text) {
  const grpc::Slice slice(text);
  return {&slice, 1};
}

class TransportTest : public PluginTest {
 protected:
  void SetUp() override {
    StartBoth();
    channel_ = DialPlugin(SocketPath());
  }

  /// A unary call by name with any bytes.
  grpc::Status Call(const std::string& method, const std::string& bytes) {
    Patience context;
    grpc::GenericStub stub(channel_);
    std::promise<grpc::Status> answer;
    const grpc::ByteBuffer request = Bytes(bytes);
    response_.Clear();
    stub.UnaryCall(&context, method, {}, &request, &response_,
                   [&answer](const grpc::Status& status) { answer.set_value(status); });
    return answer.get_future().get();
  }

  void ExpectStillServes() {
    EXPECT_TRUE(Call(kOptions, "").ok());
    EXPECT_EQ(Now().streams_ended, 0);
    EXPECT_EQ(Now().allocatable, 2);
  }

  std::shared_ptr<grpc::Channel> channel_;
  grpc::ByteBuffer response_;
};

TEST_F(TransportTest, Trn045AnyAuthorityIsTaken) {
  std::string encoded;
  for (const char c : SocketPath()) encoded += c == '/' ? "%2F" : std::string(1, c);
  ASSERT_LT(encoded.size(), 127U);

  for (const std::string& authority :
       {std::string("localhost"), SocketPath(), encoded, std::string("")}) {
    RawHttp2::Headers headers = RawHttp2::GrpcHeaders(kOptions);
    headers.insert(headers.begin() + 3, {":authority", authority});

    const RawHttp2::Answer answer = RawHttp2(SocketPath()).Call(headers, "");

    EXPECT_TRUE(answer.ended) << "authority \"" << authority << '"';
    EXPECT_EQ(answer.data, kOptionsAnswer) << "authority \"" << authority << '"';
  }
}

TEST_F(TransportTest, Trn045UnknownHeadersAreTaken) {
  RawHttp2::Headers headers = RawHttp2::GrpcHeaders(kOptions);
  headers.insert(headers.begin() + 3, {":authority", "localhost"});
  headers.emplace_back("grpc-accept-encoding", "gzip");
  headers.emplace_back("x-from-the-future", "1");

  EXPECT_EQ(RawHttp2(SocketPath()).Call(headers, "").data, kOptionsAnswer);
}

TEST_F(TransportTest, Trn046AnUnknownMethodIsUnimplementedAndTheConnectionStays) {
  for (const char* method : {"/v1beta1.DevicePlugin/Deallocate", "/v2.DevicePlugin/Allocate"}) {
    EXPECT_EQ(Call(method, "").error_code(), grpc::StatusCode::UNIMPLEMENTED) << method;
  }

  ExpectStillServes();
}

TEST_F(TransportTest, Trn046BytesThatAreNoMessageAreAnErrorOfThatCall) {
  EXPECT_FALSE(Call(kAllocate, "\xff\xff\xff").ok());
  EXPECT_FALSE(Call(kAllocate, std::string("\x0a\x04\x0a\x02\xff\xfe", 6)).ok());

  ExpectStillServes();
}

TEST_F(TransportTest, Trn046GarbageEndsItsOwnConnectionOnly) {
  RawHttp2 garbage(SocketPath());
  garbage.Send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  RawHttp2 oversized(SocketPath());
  oversized.Send(std::string("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") + std::string(9, '\xff') +
                 std::string(100'000, '\xff'));

  EXPECT_TRUE(garbage.ClosedByServer());
  EXPECT_TRUE(oversized.ClosedByServer());
  ExpectStillServes();
}

TEST_F(TransportTest, Trn046AThousandIdleConnectionsBlockNobody) {
  constexpr rlim_t kNeeded = 4096;
  rlimit limit{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
  if (limit.rlim_cur < kNeeded) {
    if (limit.rlim_max < kNeeded) GTEST_SKIP() << "no more than " << limit.rlim_max << " files";
    limit.rlim_cur = kNeeded;
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);
  }
  std::vector<UniqueFd> idle;
  while (idle.size() < 1000) {
    Result<UniqueFd> connection = emulator::ConnectUnix(SocketPath());
    // The queue of connections that wait to be accepted is full for a moment.
    if (connection.ok()) idle.push_back(*std::move(connection));
  }

  EXPECT_TRUE(Call(kOptions, "").ok());
  EXPECT_TRUE(kubelet_->Admit(PodAsking(1)).admitted);
  ASSERT_THAT(kubelet_->Restart(), IsOk());
  EXPECT_THAT(WaitFor("the plugin to be back",
                      [](const NodeResource& resource) { return resource.allocatable == 2; }),
              IsOk());
}

TEST_F(TransportTest, Trn047FieldsOfTheFutureAreIgnored) {
  // Allocate{container_requests: {devices_ids: "thing-0", 15: "?"}, 9: 1}
  const std::string request("\x0a\x0c\x0a\x07thing-0\x7a\x01?\x48\x01", 16);

  EXPECT_TRUE(Call(kAllocate, request).ok());
}

TEST_F(TransportTest, Trn047TheRequestsOfOldAndNewKubeletsAreOneFormat) {
  // As captured: field 1 of each message, as kubelet 1.20 (devicesIDs) and 1.36 (devices_ids) write
  // it.
  RawHttp2::Headers headers = RawHttp2::GrpcHeaders(kAllocate);
  headers.insert(headers.begin() + 3, {":authority", SocketPath()});
  const std::string request("\x0a\x09\x0a\x07thing-0", 11);

  const RawHttp2::Answer answer = RawHttp2(SocketPath()).Call(headers, request);

  EXPECT_NE(answer.data.find("DEVICES"), std::string::npos);
}

TEST_F(TransportTest, Trn050EachResourceLivesForItself) {
  StaticResource second("davit.dev/second", Devices(3));
  StaticResource bad("no-name", Devices(1));
  RegisteredPlugin::Options options = PluginOptions();
  options.socket_dir = dir_;
  options.seed = 2;
  const RegisteredPlugin plugin(options, {&bad, &second});
  ASSERT_THAT(kubelet_->WaitForAllocatable("davit.dev/second", 3), IsOk());

  kubelet_->CancelStreams("davit.dev/second");
  ASSERT_THAT(kubelet_->WaitFor("second to register again",
                                [](const emulator::Node& node) {
                                  return node.Of("davit.dev/second").registrations == 2;
                                }),
              IsOk());

  EXPECT_EQ(Now().registrations, 1);
  EXPECT_EQ(Now().streams_ended, 0);
  ASSERT_THAT(kubelet_->Restart(), IsOk());
  EXPECT_THAT(kubelet_->WaitForAllocatable("davit.dev/second", 3), IsOk());
  EXPECT_THAT(kubelet_->WaitForAllocatable(kResource, 2), IsOk());
}

}  // namespace
}  // namespace davit
