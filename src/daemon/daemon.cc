// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/daemon/daemon.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "davit/version.h"
#include "src/base/asio_loop.h"
#include "src/daemon/backend_set.h"
#include "src/daemon/config_source.h"
#include "src/daemon/config_watch.h"
#include "src/daemon/exit_code.h"
#include "src/daemon/host_seams.h"
#include "src/kubelet/endpoints.h"
#include "src/kubelet/grpc/grpc_plugin_server.h"
#include "src/kubelet/grpc/grpc_registrar.h"
#include "src/kubelet/grpc/pod_resources_client.h"
#include "src/plugin/holder_index.h"
#include "src/plugin/inventory.h"
#include "src/plugin/resource_set.h"
#include "src/sysfs/uevent_monitor.h"

namespace davit {
namespace {

using namespace std::chrono_literals;

constexpr auto kStopWithin = 5s;
constexpr std::string_view kHup = "HUP";

/// Ends the process where a stop takes longer than it may: a backend that hangs, a peer that does
/// not let go.
class LeaveBy {
 public:
  LeaveBy(std::chrono::seconds within, int exit_code, Log& log)
      : thread_([within, exit_code, &log](const std::stop_token& stopped) {
          std::mutex mutex;
          std::condition_variable_any wake;
          std::unique_lock lock(mutex);
          wake.wait_for(lock, stopped, within, [] { return false; });
          if (stopped.stop_requested()) return;
          log.Error(fmt::format("not stopped after {} s: leaving", within.count()));
          _exit(exit_code);
        }) {}

 private:
  std::jthread thread_;
};

/// The code of a stop that a second signal cuts short: all that a handler may read.
volatile std::sig_atomic_t cut_short_code = kExitOk;

extern "C" void LeaveNow(int /*signal*/) { _exit(cut_short_code); }

/// From now on TERM and INT end the process at once, whatever hangs, also as PID 1.
void LeaveAtTheNextSignal(int exit_code) {
  cut_short_code = exit_code;
  struct sigaction action {};
  action.sa_handler = LeaveNow;
  sigaction(SIGTERM, &action, nullptr);
  sigaction(SIGINT, &action, nullptr);
  signal(SIGHUP, SIG_IGN);
}

/// The daemon's parts in the order of their making; destroyed the other way round.
class Daemon {
 public:
  Daemon(const DaemonOptions& options, std::span<const BackendEntry* const> entries, Log& log);

  int Run();

 private:
  Result<> Start(LoadedConfig loaded);
  Result<> Apply(const LoadedConfig& loaded);
  /// A configuration's faults come a line each.
  void LogLines(std::string_view text);
  void HearUevents();
  void Reload(std::string_view why);
  void OnSignal(int signal);
  void Stop(int exit_code);

  std::optional<LeaveBy> leave_by_;
  const DaemonOptions& options_;
  Log& log_;
  std::vector<const BackendEntry*> entries_;
  AsioLoop loop_;
  Holders holders_;
  HolderIndex holder_index_;
  HostSeams seams_;
  Inventory inventory_;
  kubelet::PodResourcesClient pod_resources_;
  kubelet::GrpcRegistrar registrar_;
  kubelet::GrpcPluginServerFactory servers_;
  kubelet::Endpoints endpoints_;
  BackendSet backends_;
  ResourceSet resources_;
  std::unique_ptr<sysfs::UeventSource> uevents_;
  std::unique_ptr<EventLoop::Handle> uevents_readable_;
  std::unique_ptr<ConfigWatch> config_watch_;
  std::vector<std::unique_ptr<EventLoop::Handle>> signals_;
  std::string config_text_;
  std::string refused_;  ///< what was wrong with the configuration that came last
  bool stopping_ = false;
  int exit_code_ = kExitOk;
};

kubelet::Endpoints::Options EndpointOptions(const DaemonOptions& options) {
  return {.socket_dir = options.socket_dir,
          .socket_prefix = options.socket_prefix,
          .plugins_registry = options.plugins_registry};
}

Daemon::Daemon(const DaemonOptions& options, std::span<const BackendEntry* const> entries, Log& log)
    : options_(options),
      log_(log),
      entries_(EnabledEntries(options, entries)),
      holders_(loop_.clock()),
      holder_index_(holders_),
      seams_(options.host_root, StateDirOf(options), log, loop_.clock(), holder_index_),
      inventory_(loop_.clock(),
                 [this](const std::string& backend) {
                   loop_.Post([this, backend] { resources_.BackendChanged(backend); });
                 }),
      pod_resources_(loop_, options.pod_resources),
      registrar_(loop_, options.socket_dir + "/kubelet.sock"),
      servers_(loop_),
      endpoints_(EndpointOptions(options), {.loop = loop_,
                                            .log = log,
                                            .registrar = registrar_,
                                            .servers = servers_,
                                            .give_up =
                                                [this](const std::string& why) {
                                                  log_.Error(why);
                                                  Stop(kExitRestartMe);
                                                }}),
      backends_(
          {.entries = entries_,
           .inventory = inventory_,
           .log = log,
           .host = [this](const BackendEntry& entry) { return seams_.For(entry); },
           .restarted =
               [this](const std::string& backend) {
                 resources_.BackendRestarted(backend, /*options_changed=*/true);
               },
           .stopped = [this](const std::string& backend) { resources_.BackendStopped(backend); }}),
      resources_({.loop = loop_,
                  .log = log,
                  .entries = entries_,
                  .inventory = inventory_,
                  .holders = holders_,
                  .pod_resources = pod_resources_,
                  .sink = endpoints_,
                  .send_order = [this](const std::string& backend,
                                       Order order) { backends_.Send(backend, std::move(order)); },
                  .holder_index = &holder_index_}) {}

int Daemon::Run() {
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
    signals_.push_back(loop_.WatchSignal(signal, [this](int number) { OnSignal(number); }));
  }
  // Before the first look at the file, so that no edit falls between.
  if (!options_.config.empty()) {
    config_watch_ = std::make_unique<ConfigWatch>(loop_, log_, options_.config,
                                                  [this] { Reload("the file changed"); });
  }
  const Result<> rooted = HostSeams::CheckHostRoot(options_.host_root);
  if (!rooted.ok()) {
    log_.Error(rooted.error().message);
    return kExitEnvironment;
  }
  Result<LoadedConfig> loaded = ReadConfig(options_, entries_);
  if (!loaded.ok()) {
    LogLines(loaded.error().message);
    return kExitConfig;
  }
  for (const std::string& warning : options_.warnings) log_.Warning(warning);
  for (const std::string& warning : loaded->warnings) log_.Warning(warning);
  Result<> served = endpoints_.Start();
  if (!served.ok()) {
    log_.Error(served.error().message);
    return kExitEnvironment;
  }
  Result<> applied = Apply(*loaded);
  if (!applied.ok()) {
    log_.Error(applied.error().message);
    return kExitConfig;
  }
  config_text_ = std::move(loaded->text);
  HearUevents();
  loop_.Run();
  return exit_code_;
}

void Daemon::LogLines(std::string_view text) {
  for (std::size_t end = 0; !text.empty(); text.remove_prefix(std::min(end + 1, text.size()))) {
    end = std::min(text.find('\n'), text.size());
    log_.Error(text.substr(0, end));
  }
}

void Daemon::HearUevents() {
  Result<std::unique_ptr<sysfs::UeventMonitor>> uevents = sysfs::UeventMonitor::Create();
  if (!uevents.ok()) {
    log_.Warning("no notices of new devices from the kernel: " + uevents.error().message);
    return;
  }
  uevents_ = std::move(*uevents);
  uevents_readable_ = loop_.WatchReadable(uevents_->fd(), [this] {
    const Result<> drained =
        uevents_->Drain([this](const order::Uevent& event) { backends_.SendToAll(event); });
    if (drained.ok()) return;
    log_.Warning("no more notices of new devices from the kernel: " + drained.error().message);
    uevents_readable_.reset();
  });
}

Result<> Daemon::Apply(const LoadedConfig& loaded) {
  RETURN_IF_ERROR(backends_.Apply(WantedBackends(loaded.config)));
  resources_.SetRules(loaded.config.resources);
  return {};
}

void Daemon::Reload(std::string_view why) {
  if (stopping_ || options_.config.empty()) return;
  Result<LoadedConfig> loaded = ReadConfig(options_, entries_);
  if (loaded.ok() && loaded->text == config_text_) {
    const bool mended = !std::exchange(refused_, {}).empty();
    if (mended || why == kHup) {
      log_.Info(fmt::format("{}: {} is what is in force already", why, options_.config));
    }
    return;
  }
  Result<> applied = loaded.ok() ? Apply(*loaded) : Result<>(loaded.error());
  if (!applied.ok()) {
    // A directory that stirs brings the same faults again; a person who asks hears them again.
    const bool news = applied.error().message != std::exchange(refused_, applied.error().message);
    if (!news && why != kHup) return;
    log_.Error(fmt::format("{}: the new configuration is not used, the old one runs on:", why));
    LogLines(applied.error().message);
    return;
  }
  refused_.clear();
  config_text_ = std::move(loaded->text);
  for (const std::string& warning : loaded->warnings) log_.Warning(warning);
  log_.Info(fmt::format("{}: {} is in force, {} resources", why, options_.config,
                        loaded->config.resources.size()));
}

void Daemon::OnSignal(int signal) {
  if (signal == SIGHUP) {
    if (options_.config.empty()) log_.Info("HUP: there is no configuration file to read again");
    Reload(kHup);
    return;
  }
  log_.Info(fmt::format("{}: stopping", signal == SIGTERM ? "TERM" : "INT"));
  Stop(kExitOk);
}

void Daemon::Stop(int exit_code) {
  if (std::exchange(stopping_, true)) return;
  exit_code_ = exit_code;
  signals_.clear();
  LeaveAtTheNextSignal(exit_code);
  leave_by_.emplace(kStopWithin, exit_code, log_);
  endpoints_.Stop([this] { loop_.Stop(); });
}

}  // namespace

int RunDaemon(const DaemonOptions& options, std::span<const BackendEntry* const> entries,
              Log& log) {
  signal(SIGPIPE, SIG_IGN);
  log.Info(fmt::format("{} {} starts", options.program, kVersion));
  return Daemon(options, entries, log).Run();
}

}  // namespace davit
