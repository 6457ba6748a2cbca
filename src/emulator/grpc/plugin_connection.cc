// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/emulator/grpc/plugin_connection.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <utility>

#include <grpcpp/create_channel_posix.h>
#include <grpcpp/support/channel_arguments.h>

#include "src/emulator/unix_listener.h"

namespace davit::emulator {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

/// What the kubelet allows a container's preparation.
constexpr auto kPreStartTimeout = 30s;
/// How often a wait looks whether it is still wanted.
constexpr auto kLook = 20ms;

Result<> ToResult(const grpc::Status& status) {
  if (status.ok()) return {};
  return Error{static_cast<Code>(status.error_code()), status.error_message()};
}

Error DialTimeout() { return {Code::kDeadlineExceeded, "context deadline exceeded"}; }

/// An HTTP/2 server speaks first: its SETTINGS.
Result<> AwaitFirstBytes(int fd, Clock::time_point deadline, const std::function<bool()>& give_up) {
  while (Clock::now() < deadline) {
    if (give_up()) return Error{Code::kCancelled, "context canceled"};
    pollfd poll_fd{fd, POLLIN, 0};
    if (::poll(&poll_fd, 1, static_cast<int>(kLook.count())) <= 0) continue;
    char byte = 0;
    if (::recv(fd, &byte, 1, MSG_PEEK) == 1) return {};
    return Error{Code::kUnavailable, "the connection was closed"};
  }
  return DialTimeout();
}

Result<UniqueFd> ConnectInTime(const std::string& path, std::chrono::milliseconds timeout,
                               const std::function<bool()>& give_up) {
  const Clock::time_point deadline = Clock::now() + timeout;
  auto pause = timeout / 10;
  for (;;) {
    Result<UniqueFd> fd = ConnectUnix(path);
    if (fd.ok()) {
      const Result<> spoke = AwaitFirstBytes(fd->get(), deadline, give_up);
      if (spoke.ok()) return fd;
      if (spoke.error().code != Code::kUnavailable) return spoke.error();
    }
    for (const Clock::time_point again = Clock::now() + pause; Clock::now() < again;) {
      if (give_up()) return Error{Code::kCancelled, "context canceled"};
      if (Clock::now() >= deadline) return DialTimeout();
      std::this_thread::sleep_for(std::min<Clock::duration>(kLook, again - Clock::now()));
    }
    pause = pause * 8 / 5;
  }
}

template <class Ids>
std::vector<std::string> Strings(const Ids& ids) {
  return {ids.begin(), ids.end()};
}

ContainerResponse Read(const ::v1beta1::ContainerAllocateResponse& message) {
  ContainerResponse response;
  response.envs = {message.envs().begin(), message.envs().end()};
  for (const auto& mount : message.mounts()) {
    response.mounts.push_back({mount.container_path(), mount.host_path(), mount.read_only()});
  }
  for (const auto& device : message.devices()) {
    response.devices.push_back({device.container_path(), device.host_path(), device.permissions()});
  }
  response.annotations = {message.annotations().begin(), message.annotations().end()};
  for (const auto& device : message.cdi_devices()) response.cdi_devices.push_back(device.name());
  return response;
}

std::vector<SentDevice> Read(const ::v1beta1::ListAndWatchResponse& message) {
  std::vector<SentDevice> devices;
  devices.reserve(static_cast<std::size_t>(message.devices_size()));
  for (const auto& device : message.devices()) {
    SentDevice& sent = devices.emplace_back();
    sent.id = device.id();
    sent.health = device.health();
    sent.has_topology = device.has_topology();
    for (const auto& node : device.topology().nodes()) sent.numa.push_back(node.id());
  }
  return devices;
}

}  // namespace

Result<std::shared_ptr<PluginConnection>> PluginConnection::Dial(
    const std::string& path, const std::string& endpoint, const std::string& authority,
    std::chrono::milliseconds timeout, const std::function<bool()>& give_up) {
  ASSIGN_OR_RETURN(UniqueFd fd, ConnectInTime(path, timeout, give_up));
  UniqueFd raw(::fcntl(fd.get(), F_DUPFD_CLOEXEC, 0));
  grpc::ChannelArguments arguments;
  arguments.SetString(GRPC_ARG_DEFAULT_AUTHORITY, authority);
  return std::shared_ptr<PluginConnection>(new PluginConnection(
      endpoint, std::move(raw),
      grpc::CreateCustomInsecureChannelFromFd(authority, fd.Release(), arguments)));
}

PluginConnection::PluginConnection(std::string endpoint, UniqueFd raw,
                                   std::shared_ptr<grpc::Channel> channel)
    : endpoint_(std::move(endpoint)),
      raw_(std::move(raw)),
      channel_(std::move(channel)),
      stub_(channel_) {}

PluginConnection::~PluginConnection() {
  Disconnect();
  Join();
}

Result<PluginOptions> PluginConnection::Options(std::chrono::system_clock::time_point deadline) {
  grpc::ClientContext context;
  context.set_deadline(deadline);
  ::v1beta1::DevicePluginOptions message;
  RETURN_IF_ERROR(ToResult(stub_.GetDevicePluginOptions(&context, {}, &message)));
  return PluginOptions{message.pre_start_required(), message.get_preferred_allocation_available()};
}

void PluginConnection::Watch(OnList on_list, OnEnd on_end) {
  reader_ = std::thread(
      [this, on_list = std::move(on_list), on_end = std::move(on_end)] { Read(on_list, on_end); });
}

void PluginConnection::Read(const OnList& on_list, const OnEnd& on_end) {
  const auto stream = stub_.ListAndWatch(&stream_context_, {});
  for (;;) {
    {
      const MutexLock lock(mutex_);
      while (hold_ && !disconnected_) released_.wait(mutex_);
    }
    ::v1beta1::ListAndWatchResponse message;
    if (!stream->Read(&message)) break;
    on_list(emulator::Read(message));
  }
  const grpc::Status status = stream->Finish();
  on_end(status.ok() ? "EOF" : status.error_message());
}

void PluginConnection::HoldReading(bool hold) {
  const MutexLock lock(mutex_);
  hold_ = hold;
  released_.notify_all();
}

void PluginConnection::CancelStream() { stream_context_.TryCancel(); }

Result<std::vector<std::string>> PluginConnection::Preferred(
    const std::vector<std::string>& available, const std::vector<std::string>& must_include,
    int size) {
  grpc::ClientContext context;
  ::v1beta1::PreferredAllocationRequest request;
  auto& container = *request.add_container_requests();
  container.mutable_available_deviceids()->Add(available.begin(), available.end());
  container.mutable_must_include_deviceids()->Add(must_include.begin(), must_include.end());
  container.set_allocation_size(size);
  ::v1beta1::PreferredAllocationResponse response;
  RETURN_IF_ERROR(ToResult(stub_.GetPreferredAllocation(&context, request, &response)));
  if (response.container_responses().empty()) return std::vector<std::string>{};
  return Strings(response.container_responses(0).deviceids());
}

Result<std::vector<ContainerResponse>> PluginConnection::Allocate(
    const std::vector<std::string>& ids) {
  grpc::ClientContext context;
  ::v1beta1::AllocateRequest request;
  request.add_container_requests()->mutable_devices_ids()->Add(ids.begin(), ids.end());
  ::v1beta1::AllocateResponse response;
  RETURN_IF_ERROR(ToResult(stub_.Allocate(&context, request, &response)));
  std::vector<ContainerResponse> responses;
  for (const auto& message : response.container_responses()) {
    responses.push_back(emulator::Read(message));
  }
  return responses;
}

Result<> PluginConnection::PreStart(const std::vector<std::string>& ids) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kPreStartTimeout);
  ::v1beta1::PreStartContainerRequest request;
  request.mutable_devices_ids()->Add(ids.begin(), ids.end());
  ::v1beta1::PreStartContainerResponse response;
  return ToResult(stub_.PreStartContainer(&context, request, &response));
}

void PluginConnection::Disconnect() {
  {
    const MutexLock lock(mutex_);
    disconnected_ = true;
    released_.notify_all();
  }
  stream_context_.TryCancel();
  ::shutdown(raw_.get(), SHUT_RDWR);
}

void PluginConnection::Join() {
  if (reader_.joinable()) reader_.join();
}

}  // namespace davit::emulator
