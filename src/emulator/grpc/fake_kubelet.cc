// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "davit/emulator/fake_kubelet.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "davit/clock.h"
#include "src/base/mutex.h"
#include "src/emulator/device_manager.h"
#include "src/emulator/grpc/plugin_connection.h"
#include "src/emulator/grpc/pod_resources_service.h"
#include "src/emulator/grpc/registration_service.h"
#include "src/emulator/grpc/registry_watcher.h"
#include "src/emulator/grpc/unix_server.h"

namespace davit::emulator {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

/// How often a wait on a peer looks whether it is still wanted.
constexpr auto kLook = 5ms;

grpc::Status Unknown(const std::string& message) { return {grpc::StatusCode::UNKNOWN, message}; }

}  // namespace

struct FakeKubelet::Impl {
  Impl(std::string its_dir, Options its_options)
      : dir(std::move(its_dir)),
        options(std::move(its_options)),
        path(dir + "/kubelet.sock"),
        manager(options.version, options.grace, options.seed, clock),
        registration(
            [this](grpc::ServerContext& context, const ::v1beta1::RegisterRequest& request) {
              return OnRegister(context, request);
            }),
        pod_resources(manager) {}

  ~Impl() {
    const MutexLock lock(life);
    Stop();
  }

  Result<> Open() DAVIT_REQUIRES(life);
  void Stop() DAVIT_REQUIRES(life);
  /// Removes what a starting kubelet removes; `keep` is not touched.
  void Wipe(const std::string& keep);

  grpc::Status OnRegister(grpc::ServerContext& context, const ::v1beta1::RegisterRequest& request);
  /// Who wants to be a plugin.
  struct Candidate {
    std::string resource;
    std::string endpoint;
    std::string socket;
    PluginOptions options;  ///< as the request says
    bool ask_options = true;
  };
  /// Dials it, asks for its options; it counts from then on.
  Result<> Connect(const Candidate& candidate, std::chrono::system_clock::time_point deadline,
                   const std::function<bool()>& give_up);
  Candidate CandidateOf(const ::v1beta1::RegisterRequest& request) const;
  Result<> AddWatched(const std::string& resource, const std::string& endpoint);
  void RemoveWatched(const std::string& resource);
  void Watch(const std::string& resource, const std::shared_ptr<PluginConnection>& connection,
             bool counts);
  void HangUp(const std::vector<std::shared_ptr<PluginConnection>>& hung_up);

  Faults faults() {
    const MutexLock lock(mutex);
    return current_faults;
  }

  const SystemClock clock;
  const std::string dir;
  const Options options;
  const std::string path;
  DeviceManager manager;
  RegistrationService registration;
  PodResourcesService pod_resources;

  Mutex life;  ///< Stop and Restart, one at a time
  std::unique_ptr<UnixServer> server DAVIT_GUARDED_BY(life);
  std::unique_ptr<UnixServer> pod_resources_server DAVIT_GUARDED_BY(life);
  std::unique_ptr<RegistryWatcher> watcher DAVIT_GUARDED_BY(life);
  std::vector<std::shared_ptr<PluginConnection>> kept DAVIT_GUARDED_BY(life);

  std::atomic<bool> stopping = false;
  Mutex mutex;
  Faults current_faults DAVIT_GUARDED_BY(mutex);
  std::uint64_t generation DAVIT_GUARDED_BY(mutex) = 0;
  std::vector<std::shared_ptr<PluginConnection>> connections DAVIT_GUARDED_BY(mutex);
  std::vector<std::thread> dialers DAVIT_GUARDED_BY(mutex);
};

Result<> FakeKubelet::Impl::Open() {
  stopping = false;
  std::error_code ignored;
  fs::remove(path, ignored);
  ASSIGN_OR_RETURN(server, UnixServer::Open(path, registration));
  if (!options.pod_resources_socket.empty()) {
    fs::remove(options.pod_resources_socket, ignored);
    ASSIGN_OR_RETURN(pod_resources_server,
                     UnixServer::Open(options.pod_resources_socket, pod_resources));
  }
  if (!options.plugins_registry.empty()) {
    watcher = std::make_unique<RegistryWatcher>(
        RegistryWatcher::Options{options.plugins_registry, options.watch_every,
                                 options.dial_timeout},
        RegistryWatcher::Callbacks{
            .add = [this](const std::string& resource,
                          const std::string& endpoint) { return AddWatched(resource, endpoint); },
            .remove = [this](const std::string& resource) { RemoveWatched(resource); },
            .refuse = [this] { return faults().refuse_watched; },
        });
  }
  if (manager.profile().leaves_deprecation_file) {
    static_cast<void>(UniqueFd(::open((dir + "/DEPRECATION").c_str(), O_CREAT | O_CLOEXEC, 0644)));
  }
  return {};
}

void FakeKubelet::Impl::Stop() {
  stopping = true;
  watcher.reset();
  pod_resources_server.reset();
  server.reset();
  std::vector<std::thread> dialing;
  std::vector<std::shared_ptr<PluginConnection>> open;
  {
    const MutexLock lock(mutex);
    dialing.swap(dialers);
  }
  for (std::thread& dialer : dialing) dialer.join();
  {
    const MutexLock lock(mutex);
    open.swap(connections);
    ++generation;
  }
  HangUp(open);
  HangUp(std::exchange(kept, {}));
}

void FakeKubelet::Impl::HangUp(const std::vector<std::shared_ptr<PluginConnection>>& hung_up) {
  for (const auto& connection : hung_up) connection->Disconnect();
  for (const auto& connection : hung_up) connection->Join();
}

void FakeKubelet::Impl::Wipe(const std::string& keep) {
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(dir, ignored)) {
    const fs::path& name = entry.path();
    struct stat status {};
    if (name == keep || name.filename() == "kubelet_internal_checkpoint") continue;
    if (::stat(name.c_str(), &status) != 0) continue;  // follows links, as the kubelet does
    const bool wiped =
        S_ISSOCK(status.st_mode) || (S_ISREG(status.st_mode) && manager.profile().wipes_files);
    if (wiped) fs::remove(name, ignored);
  }
}

grpc::Status FakeKubelet::Impl::OnRegister(grpc::ServerContext& context,
                                           const ::v1beta1::RegisterRequest& request) {
  const std::string& resource = request.resource_name();
  const Result<> fine = manager.CheckRegistration(request.version(), resource);
  if (!fine.ok()) return Unknown(fine.error().message);

  const auto abandoned = [&context, this] { return stopping || context.IsCancelled(); };
  const Faults now = faults();
  if (now.fail_registers > 0) {
    const MutexLock lock(mutex);
    --current_faults.fail_registers;
    return Unknown("this kubelet fails on purpose");
  }
  while (!abandoned() && faults().hang_registers) std::this_thread::sleep_for(kLook);
  if (abandoned()) return Unknown("abandoned");
  if (now.never_dial) return grpc::Status::OK;

  const int lists = manager.node().Of(resource).lists;
  if (!manager.profile().registers_synchronously) {
    const MutexLock lock(mutex);
    dialers.emplace_back([this, request] {
      const Result<> dialed =
          Connect(CandidateOf(request), std::chrono::system_clock::time_point::max(),
                  [this] { return stopping.load(); });
      if (!dialed.ok()) manager.ConnectFailed(request.resource_name(), dialed.error());
    });
    return grpc::Status::OK;
  }
  const Result<> connected = Connect(CandidateOf(request), context.deadline(), abandoned);
  if (!connected.ok()) {
    manager.ConnectFailed(resource, connected.error());
    return Unknown(connected.error().message);
  }
  while (now.reply_after_list && !abandoned() && manager.node().Of(resource).lists == lists) {
    std::this_thread::sleep_for(kLook);
  }
  while (now.lose_replies && !abandoned()) std::this_thread::sleep_for(kLook);
  return grpc::Status::OK;
}

FakeKubelet::Impl::Candidate FakeKubelet::Impl::CandidateOf(
    const ::v1beta1::RegisterRequest& request) const {
  return {.resource = request.resource_name(),
          .endpoint = request.endpoint(),
          .socket = (fs::path(dir) / request.endpoint()).lexically_normal(),
          .options = {request.options().pre_start_required(),
                      request.options().get_preferred_allocation_available()},
          .ask_options = !manager.profile().options_from_request};
}

Result<> FakeKubelet::Impl::Connect(const Candidate& candidate,
                                    std::chrono::system_clock::time_point deadline,
                                    const std::function<bool()>& give_up) {
  const auto dial = [&] {
    return PluginConnection::Dial(
        candidate.socket, candidate.endpoint,
        manager.profile().authority_is_path ? candidate.socket : "localhost", options.dial_timeout,
        give_up);
  };
  auto connection = dial();
  if (!connection.ok()) {
    return Annotate("failed to dial device plugin", std::move(connection).error());
  }
  PluginOptions plugin_options = candidate.options;
  const Faults now = faults();
  if (candidate.ask_options) {
    auto told = (*connection)->Options(deadline);
    if (now.fail_options) told = Error{Code::kUnavailable, "this kubelet fails on purpose"};
    if (!told.ok()) {
      return Annotate("failed to get device plugin options", std::move(told).error());
    }
    plugin_options = *told;
  }
  manager.Connected(candidate.resource, *connection, plugin_options);
  Watch(candidate.resource, *connection, true);
  if (now.dial_twice) {
    if (auto second = dial(); second.ok()) Watch(candidate.resource, *second, false);
  }
  return {};
}

Result<> FakeKubelet::Impl::AddWatched(const std::string& resource, const std::string& endpoint) {
  return Connect({.resource = resource,
                  .endpoint = fs::path(endpoint).filename(),
                  .socket = endpoint,
                  .options = {},
                  .ask_options = true},
                 std::chrono::system_clock::time_point::max(), [this] { return stopping.load(); });
}

void FakeKubelet::Impl::RemoveWatched(const std::string& resource) {
  for (const auto& client : manager.ClientsOf(resource)) client->Disconnect();
}

void FakeKubelet::Impl::Watch(const std::string& resource,
                              const std::shared_ptr<PluginConnection>& connection, bool counts) {
  const MutexLock lock(mutex);
  connections.push_back(connection);
  connection->HoldReading(current_faults.stop_reading);
  // What an old kubelet's connection says does not concern the new one.
  const auto current = [this, at = generation] {
    const MutexLock again(mutex);
    return at == generation;
  };
  connection->Watch(
      [this, resource, current](const std::vector<SentDevice>& devices) {
        if (current()) manager.Listed(resource, devices);
      },
      [this, resource, current, counts, raw = connection.get()](const std::string& status) {
        if (counts && current()) manager.StreamEnded(resource, *raw, status);
      });
}

Result<std::unique_ptr<FakeKubelet>> FakeKubelet::Start(std::string dir, Options options) {
  auto impl = std::make_unique<Impl>(std::move(dir), std::move(options));
  {
    const MutexLock lock(impl->life);
    RETURN_IF_ERROR(impl->Open());
  }
  return std::unique_ptr<FakeKubelet>(new FakeKubelet(std::move(impl)));
}

FakeKubelet::FakeKubelet(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

FakeKubelet::~FakeKubelet() = default;

void FakeKubelet::Stop() {
  const MutexLock lock(impl_->life);
  impl_->Stop();
}

Result<> FakeKubelet::Restart(RestartOptions restart) {
  const MutexLock lock(impl_->life);
  std::vector<std::shared_ptr<PluginConnection>> kept;
  if (restart.keep_connections) {
    const MutexLock inner(impl_->mutex);
    kept.swap(impl_->connections);
  }
  impl_->Stop();
  impl_->kept = std::move(kept);
  if (!restart.dead_socket) {
    std::error_code ignored;
    fs::remove(impl_->path, ignored);
  }
  std::this_thread::sleep_for(restart.down);
  impl_->manager.Restart();
  if (restart.wipe && restart.late_wipe == 0ms) impl_->Wipe("");
  RETURN_IF_ERROR(impl_->Open());
  if (restart.wipe && restart.late_wipe != 0ms) {
    std::this_thread::sleep_for(restart.late_wipe);
    impl_->Wipe(impl_->path);
  }
  return {};
}

void FakeKubelet::SetFaults(Faults faults) {
  const MutexLock lock(impl_->mutex);
  impl_->current_faults = faults;
  for (const auto& connection : impl_->connections) connection->HoldReading(faults.stop_reading);
}

Node FakeKubelet::node() const { return impl_->manager.node(); }

Result<> FakeKubelet::WaitFor(const std::string& what,
                              const std::function<bool(const Node&)>& holds,
                              std::chrono::milliseconds timeout) const {
  return impl_->manager.WaitFor(what, holds, timeout);
}

Result<> FakeKubelet::WaitForAllocatable(const std::string& resource, int count,
                                         std::chrono::milliseconds timeout) const {
  return WaitFor(
      fmt::format("{} allocatable {}", count, resource),
      [&](const Node& node) {
        const NodeResource now = node.Of(resource);
        return now.allocatable == count && (count > 0 || now.registrations > 0);
      },
      timeout);
}

Verdict FakeKubelet::Admit(const Pod& pod) { return impl_->manager.Admit(pod); }

void FakeKubelet::Remove(const std::string& pod_uid) { impl_->manager.Remove(pod_uid); }

void FakeKubelet::CancelStreams(const std::string& resource, bool close_connections) {
  for (const auto& client : impl_->manager.ClientsOf(resource)) {
    if (close_connections) {
      client->Disconnect();
    } else {
      client->CancelStream();
    }
  }
}

const std::string& FakeKubelet::socket() const { return impl_->path; }

}  // namespace davit::emulator
