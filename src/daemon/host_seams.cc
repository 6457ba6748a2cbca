// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/daemon/host_seams.h"

#include <optional>
#include <utility>

#include "src/base/file_state_dir.h"

namespace davit {
namespace {

/// One backend's lines, under its name.
class NamedLog final : public Log {
 public:
  NamedLog(Log& log, std::string_view name) : log_(log), prefix_(std::string(name) + ": ") {}

  void Write(LogLevel level, std::string_view line) override {
    log_.Write(level, prefix_ + std::string(line));
  }

 private:
  Log& log_;
  std::string prefix_;
};

/// Until the room `observe` is built, nobody reads what backends count.
class NoMetrics final : public Metrics {
 public:
  void SetGauge(std::string_view /*name*/, const DeviceId* /*device*/, double /*value*/) override {}
  void AddCounter(std::string_view /*name*/, const DeviceId* /*device*/,
                  double /*increment*/) override {}
};

/// Until there is a client of the API server, an event is a line of the log.
class LoggedEvents final : public Events {
 public:
  explicit LoggedEvents(Log& log) : log_(log) {}

  void Report(const DeviceId* device, std::string_view text) override {
    log_.Info((device == nullptr ? "" : device->value + ": ") + std::string(text));
  }

 private:
  Log& log_;
};

/// What one backend gets of its own.
struct Own {
  Own(Log& to, std::string_view name) : log(to, name), events(log) {}

  NamedLog log;
  LoggedEvents events;
};

/// For a look that leaves nothing behind.
class NoStateDir final : public StateDir {
 public:
  Result<std::optional<std::string>> Read(std::string_view /*name*/) const override {
    return std::optional<std::string>();
  }
  Result<> Write(std::string_view /*name*/, std::string_view /*content*/) override { return {}; }
};

std::unique_ptr<StateDir> MakeStateDir(const std::string& path) {
  if (path.empty()) return std::make_unique<NoStateDir>();
  return std::make_unique<FileStateDir>(path);
}

}  // namespace

struct HostSeams::Impl {
  Root root;
  Log& log;
  const Clock& clock;
  HolderIndex& holders;
  NoMetrics metrics;
  std::unique_ptr<StateDir> state;
  std::map<std::string_view, Own> own;
};

HostSeams::HostSeams(const std::string& host_root, const std::string& state_dir, Log& log,
                     const Clock& clock, HolderIndex& holders)
    : impl_(new Impl{Root(host_root), log, clock, holders, {}, MakeStateDir(state_dir), {}}) {}

HostSeams::~HostSeams() = default;

Result<> HostSeams::CheckHostRoot(const std::string& host_root) {
  const Result<struct stat> status = Root(host_root).Stat("/");
  if (host_root.empty() || host_root[0] != '/' || !status.ok()) {
    return Error{Code::kFailedPrecondition,
                 "--host-root \"" + host_root +
                     "\": no directory there; expected the absolute path where the host's / is "
                     "mounted"};
  }
  return {};
}

Host HostSeams::For(const BackendEntry& entry) {
  Own& own = impl_->own.try_emplace(entry.name, impl_->log, entry.name).first->second;
  return Host{.root = impl_->root,
              .clock = impl_->clock,
              .log = own.log,
              .metrics = impl_->metrics,
              .state = *impl_->state,
              .events = own.events,
              .holders = impl_->holders.Of(std::string(entry.name))};
}

}  // namespace davit
