// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include "deviceplugin/v1beta1/api.grpc.pb.h"

#include "davit/fd.h"
#include "davit/result.h"
#include "src/base/mutex.h"
#include "src/emulator/plugin_client.h"

namespace davit::emulator {

/// One gRPC connection from the kubelet to a plugin, and the ListAndWatch stream on it.
///
/// Thread-safe. Join before the last reference goes.
class PluginConnection final : public PluginClient {
 public:
  using OnList = std::function<void(const std::vector<SentDevice>&)>;
  using OnEnd = std::function<void(const std::string& status)>;

  /// Connects, again and again with back-off while the socket refuses, and waits for the first
  /// bytes of an HTTP/2 server. Errors: kDeadlineExceeded; kCancelled when `give_up` says so.
  static Result<std::shared_ptr<PluginConnection>> Dial(const std::string& path,
                                                        const std::string& endpoint,
                                                        const std::string& authority,
                                                        std::chrono::milliseconds timeout,
                                                        const std::function<bool()>& give_up);

  ~PluginConnection() override;

  const std::string& endpoint() const override { return endpoint_; }
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }

  /// GetDevicePluginOptions, until `deadline` if there is one.
  Result<PluginOptions> Options(std::chrono::system_clock::time_point deadline);

  /// Opens ListAndWatch and reads it on a thread of its own. Called once.
  void Watch(OnList on_list, OnEnd on_end);

  /// While held nothing is read, so that the stream's window fills up.
  void HoldReading(bool hold);
  void CancelStream() override;

  Result<std::vector<std::string>> Preferred(const std::vector<std::string>& available,
                                             const std::vector<std::string>& must_include,
                                             int size) override;
  Result<std::vector<ContainerResponse>> Allocate(const std::vector<std::string>& ids) override;
  Result<> PreStart(const std::vector<std::string>& ids) override;
  void Disconnect() override;

  /// Waits for the reading thread. Not from its own callbacks.
  void Join();

 private:
  PluginConnection(std::string endpoint, UniqueFd raw, std::shared_ptr<grpc::Channel> channel);
  void Read(const OnList& on_list, const OnEnd& on_end);

  const std::string endpoint_;
  const UniqueFd raw_;  ///< a second descriptor of the connection, to cut it
  const std::shared_ptr<grpc::Channel> channel_;
  ::v1beta1::DevicePlugin::Stub stub_;
  grpc::ClientContext stream_context_;
  std::thread reader_;

  Mutex mutex_;
  std::condition_variable_any released_;
  bool hold_ DAVIT_GUARDED_BY(mutex_) = false;
  bool disconnected_ DAVIT_GUARDED_BY(mutex_) = false;
};

}  // namespace davit::emulator
