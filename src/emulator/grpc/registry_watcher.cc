// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/emulator/grpc/registry_watcher.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <grpcpp/client_context.h>

#include "pluginregistration/v1/api.grpc.pb.h"

#include "src/emulator/resource_name.h"

namespace davit::emulator {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

constexpr auto kGetInfoTimeout = 1s;
constexpr auto kNotifyTimeout = 5s;
/// In units of the watch interval, whose real length is a second.
constexpr double kFirstPause = 0.5;
constexpr double kLongestPause = 122;

Result<> ToResult(const grpc::Status& status) {
  if (status.ok()) return {};
  return Error{static_cast<Code>(status.error_code()), status.error_message()};
}

Result<> Validate(const ::pluginregistration::PluginInfo& info) {
  if (info.type() != "DevicePlugin") {
    return Error{Code::kUnknown,
                 "no handler registered for plugin type: " + info.type() + " at socket"};
  }
  const auto& versions = info.supported_versions();
  if (std::find(versions.begin(), versions.end(), "v1beta1") == versions.end()) {
    return Error{Code::kUnknown,
                 fmt::format("manager version, v1beta1, is not among plugin supported versions "
                             "[{}]",
                             fmt::join(versions, " "))};
  }
  if (!IsResourceName(info.name())) {
    return Error{Code::kUnknown,
                 fmt::format("invalid name of device plugin socket: the ResourceName \"{}\" is "
                             "invalid",
                             info.name())};
  }
  return {};
}

}  // namespace

RegistryWatcher::RegistryWatcher(Options options, Callbacks callbacks)
    : options_(std::move(options)), callbacks_(std::move(callbacks)) {
  thread_ = std::thread([this] { Watch(); });
}

RegistryWatcher::~RegistryWatcher() {
  {
    const MutexLock lock(mutex_);
    stop_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void RegistryWatcher::Watch() {
  while (!stopping()) {
    Look();
    const MutexLock lock(mutex_);
    if (!stop_) wake_.wait_for(mutex_, options_.every);
  }
}

void RegistryWatcher::Look() {
  const std::map<std::string, Identity> sockets = Sockets();
  for (auto it = seen_.begin(); it != seen_.end();) {
    const auto now = sockets.find(it->first);
    if (now != sockets.end() && now->second == it->second.identity) {
      ++it;
      continue;
    }
    if (!it->second.resource.empty()) callbacks_.remove(it->second.resource);
    it = seen_.erase(it);
  }
  for (const auto& [path, identity] : sockets) {
    Seen& seen = seen_[path];
    seen.identity = identity;
    const auto now = std::chrono::steady_clock::now();
    if (!seen.resource.empty() || now < seen.again || stopping()) continue;
    if (Result<std::string> taken = Introduce(path); taken.ok()) {
      seen.resource = *std::move(taken);
      continue;
    }
    const auto first =
        std::chrono::duration_cast<std::chrono::milliseconds>(options_.every * kFirstPause);
    const auto longest =
        std::chrono::duration_cast<std::chrono::milliseconds>(options_.every * kLongestPause);
    seen.pause = seen.pause == 0ms ? first : std::min(seen.pause * 2, longest);
    seen.again = std::chrono::steady_clock::now() + seen.pause;
  }
}

std::map<std::string, RegistryWatcher::Identity> RegistryWatcher::Sockets() const {
  std::map<std::string, Identity> sockets;
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(options_.dir, ignored)) {
    struct stat status {};
    if (entry.path().filename().string().starts_with('.')) continue;
    if (::stat(entry.path().c_str(), &status) != 0 || !S_ISSOCK(status.st_mode)) continue;
    sockets[entry.path()] = {status.st_ino,
                             status.st_ctim.tv_sec * 1'000'000'000 + status.st_ctim.tv_nsec};
  }
  return sockets;
}

Result<std::string> RegistryWatcher::Introduce(const std::string& path) {
  ASSIGN_OR_RETURN(const auto connection,
                   PluginConnection::Dial(path, path, path, options_.dial_timeout,
                                          [this] { return stopping(); }));
  ::pluginregistration::Registration::Stub stub(connection->channel());
  ::pluginregistration::PluginInfo info;
  {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + kGetInfoTimeout);
    RETURN_IF_ERROR(ToResult(stub.GetInfo(&context, {}, &info)));
  }
  Result<> taken = Validate(info);
  if (taken.ok() && callbacks_.refuse()) taken = Error{Code::kUnknown, "refused on purpose"};
  if (taken.ok())
    taken = callbacks_.add(info.name(), info.endpoint().empty() ? path : info.endpoint());
  ::pluginregistration::RegistrationStatus status;
  status.set_plugin_registered(taken.ok());
  if (!taken.ok()) status.set_error("RegisterPlugin error -- " + taken.error().message);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kNotifyTimeout);
  ::pluginregistration::RegistrationStatusResponse response;
  const Result<> told = ToResult(stub.NotifyRegistrationStatus(&context, status, &response));
  RETURN_IF_ERROR(taken);
  if (!told.ok()) {
    callbacks_.remove(info.name());
    return told.error();
  }
  return info.name();
}

bool RegistryWatcher::stopping() const {
  const MutexLock lock(mutex_);
  return stop_;
}

}  // namespace davit::emulator
