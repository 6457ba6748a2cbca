// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/kubelet/endpoints.h"

#include <filesystem>
#include <list>
#include <map>
#include <optional>
#include <random>
#include <utility>

#include "src/base/change_log.h"
#include "src/kubelet/endpoint.h"
#include "src/kubelet/file_identity.h"
#include "src/kubelet/socket_directory.h"

namespace davit::kubelet {
namespace {

/// Without a slash at the end.
std::string Normalized(const std::string& path) {
  std::filesystem::path normal = std::filesystem::path(path).lexically_normal();
  if (!normal.has_filename() && normal.has_parent_path()) normal = normal.parent_path();
  return normal.string();
}

EndpointSite SiteOf(const Endpoints::Options& options, const Endpoints::Needs& needs,
                    ChangeLog& log) {
  const bool watcher = !options.plugins_registry.empty();
  const std::string directory = Normalized(watcher ? options.plugins_registry : options.socket_dir);
  return {needs.loop,
          log,
          needs.registrar,
          needs.servers,
          directory,
          directory + "/kubelet.sock",
          options.socket_prefix,
          watcher ? RegistrationMachine::Mode::kWatcher : RegistrationMachine::Mode::kRegister,
          options.timing,
          std::minstd_rand(options.seed != 0 ? options.seed : std::random_device()())};
}

}  // namespace

struct Endpoints::Impl {
  Impl(Options given_options, Needs given_needs)
      : options(std::move(given_options)),
        needs(std::move(given_needs)),
        log(needs.log, needs.loop.clock()),
        site(SiteOf(options, needs, log)),
        watch(site.directory, {needs.loop, log, options.open_inotify, options.poll},
              [this] { Look(); }) {}

  /// The directory was seen for the first time, ours or another in its place.
  void Enter() {
    const std::optional<FileIdentity> now = DirectoryIdentity(site.directory);
    if (!now || entered) return;
    entered = true;
    mount_root = MountRoot(site.directory);
    const int removed = RemoveStaleSockets(site.directory, site.prefix);
    if (removed > 0) {
      needs.log.Info(site.directory + ": removed " + std::to_string(removed) +
                     " sockets that a predecessor left");
    }
  }

  void Look() {
    Enter();
    LookForPin();
    for (const auto& [name, endpoint] : endpoints) endpoint->Look();
  }

  void LookForPin() {
    if (!entered || !IsPinned(site.directory, mount_root)) {
      pin_timer.reset();
      log.Clear("pinned", site.directory + " is the kubelet's again");
      return;
    }
    if (pin_timer != nullptr || gave_up) return;
    const std::string why = site.directory +
                            " was replaced on the machine, and our mount still shows the old one: "
                            "only a restart helps";
    log.Report("pinned", LogLevel::kWarning, why);
    pin_timer = needs.loop.After(options.pinned, [this, why] {
      const auto ended = std::move(pin_timer);
      if (!IsPinned(site.directory, mount_root)) return;
      gave_up = true;
      needs.give_up(why);
    });
  }

  void Leave(std::unique_ptr<Endpoint> endpoint) {
    Endpoint* const leaver = endpoint.get();
    leaving.push_back(std::move(endpoint));
    leaver->Close([this, leaver] {
      // Not from within the endpoint that calls.
      needs.loop.Post([this, leaver, alive = std::weak_ptr<bool>(alive)] {
        if (alive.expired()) return;
        leaving.remove_if([leaver](const auto& each) { return each.get() == leaver; });
        if (leaving.empty()) Stopped();
      });
    });
  }

  void Stopped() {
    stop_timer.reset();
    if (stopped) std::exchange(stopped, nullptr)();
  }

  const Options options;
  const Needs needs;
  ChangeLog log;
  EndpointSite site;
  DirectoryWatch watch;

  bool entered = false;
  std::string mount_root;  ///< of the directory as it was when we first saw it
  std::unique_ptr<EventLoop::Handle> pin_timer;
  bool gave_up = false;

  bool stopping = false;
  std::function<void()> stopped;
  std::unique_ptr<EventLoop::Handle> stop_timer;

  std::map<std::string, std::unique_ptr<Endpoint>> endpoints;
  std::list<std::unique_ptr<Endpoint>> leaving;  ///< shutting down
  const std::shared_ptr<bool> alive = std::make_shared<bool>(true);
};

Endpoints::Endpoints(Options options, Needs needs)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(needs))) {}

Endpoints::~Endpoints() = default;

Result<> Endpoints::Start() {
  if (!impl_->site.directory.starts_with('/')) {
    return Error{Code::kInvalidArgument, "\"" + impl_->site.directory +
                                             "\": the socket directory must be an absolute path"};
  }
  Result<> fit = CheckSocketDirectory(impl_->site.directory);
  if (!fit.ok() && fit.error().code != Code::kNotFound) return fit;
  if (!fit.ok()) {
    impl_->needs.log.Info("waiting for " + impl_->site.directory + ": it does not exist yet");
  }
  impl_->watch.Start();
  impl_->Enter();
  return {};
}

void Endpoints::Opened(Resource& resource) {
  if (impl_->stopping) return;
  auto& endpoint = impl_->endpoints[resource.name()];
  if (endpoint != nullptr) impl_->Leave(std::move(endpoint));
  endpoint = std::make_unique<Endpoint>(resource, impl_->site);
  endpoint->TakeList();
}

void Endpoints::Changed(Resource& resource) {
  const auto found = impl_->endpoints.find(resource.name());
  if (found != impl_->endpoints.end()) found->second->TakeList();
}

void Endpoints::Closed(Resource& resource) {
  const auto found = impl_->endpoints.find(resource.name());
  if (found == impl_->endpoints.end()) return;
  std::unique_ptr<Endpoint> endpoint = std::move(found->second);
  impl_->endpoints.erase(found);
  impl_->Leave(std::move(endpoint));
}

void Endpoints::Stop(std::function<void()> done) {
  impl_->stopping = true;
  impl_->stopped = std::move(done);
  impl_->pin_timer.reset();
  impl_->stop_timer = impl_->needs.loop.After(impl_->options.stop, [impl = impl_.get()] {
    impl->needs.log.Warning("stopping although a call has not returned");
    impl->Stopped();
  });
  for (auto& [name, endpoint] : std::exchange(impl_->endpoints, {})) {
    impl_->Leave(std::move(endpoint));
  }
  if (impl_->leaving.empty()) {
    impl_->needs.loop.Post([impl = impl_.get(), alive = std::weak_ptr<bool>(impl_->alive)] {
      if (!alive.expired()) impl->Stopped();
    });
  }
}

std::vector<EndpointStatus> Endpoints::Status() const {
  std::vector<EndpointStatus> status;
  for (const auto& [name, endpoint] : impl_->endpoints) {
    status.push_back({name, endpoint->socket(), endpoint->state(), endpoint->detail(),
                      endpoint->registrations()});
  }
  return status;
}

}  // namespace davit::kubelet
