// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/daemon/backend_set.h"

#include <algorithm>
#include <atomic>
#include <optional>
#include <utility>

#include "src/base/mutex.h"

namespace davit {

/// Stands between a backend and the inventory. Closed at first, so that a configuration can be
/// given up before any of it shows; then open; shut for good when the backend is replaced, so that
/// a late snapshot of the old one is dropped.
class BackendSet::Gate {
 public:
  Gate(const BackendEntry& entry, Inventory& inventory, Log& log, bool replaces)
      : entry_(entry), inventory_(inventory), log_(log), ready_(!replaces) {}

  void Publish(Snapshot snapshot) DAVIT_EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    if (state_ == State::kShut) return;
    ready_ = ready_ || snapshot.state == Snapshot::State::kReady;
    if (!ready_) return;
    if (state_ == State::kClosed) {
      held_ = std::move(snapshot);
      return;
    }
    Hand(std::move(snapshot));
  }

  void Open() DAVIT_EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    state_ = State::kOpen;
    if (held_) Hand(std::move(*held_));
    held_.reset();
  }

  void Shut() DAVIT_EXCLUDES(mutex_) {
    MutexLock lock(mutex_);
    state_ = State::kShut;
  }

 private:
  enum class State { kClosed, kOpen, kShut };

  void Hand(Snapshot snapshot) DAVIT_REQUIRES(mutex_) {
    const std::string name(entry_.name);
    Result<std::vector<std::string>> published = inventory_.Publish(entry_, std::move(snapshot));
    const bool was_refused = !std::exchange(refused_, {}).empty();
    if (!published.ok()) {
      refused_ = published.error().message;
      if (!was_refused) {
        log_.Error(name + ": its devices are left as they were: " + refused_);
      }
      return;
    }
    for (const std::string& warning : *published) {
      if (std::find(warned_.begin(), warned_.end(), warning) == warned_.end()) {
        log_.Warning(name + ": " + warning);
      }
    }
    warned_ = std::move(*published);
  }

  const BackendEntry& entry_;
  Inventory& inventory_;
  Log& log_;
  Mutex mutex_;
  State state_ DAVIT_GUARDED_BY(mutex_) = State::kClosed;
  bool ready_ DAVIT_GUARDED_BY(mutex_);
  std::optional<Snapshot> held_ DAVIT_GUARDED_BY(mutex_);
  // What the last snapshot was told, so that a lasting matter is one line.
  std::string refused_ DAVIT_GUARDED_BY(mutex_);
  std::vector<std::string> warned_ DAVIT_GUARDED_BY(mutex_);
};

/// A backend on its way out, stopped and joined apart from the loop.
struct BackendSet::Retiring {
  std::shared_ptr<std::atomic<bool>> over = std::make_shared<std::atomic<bool>>(false);
  std::jthread thread;
};

struct BackendSet::Running {
  ConfigNode options;
  std::shared_ptr<Gate> gate;
  std::unique_ptr<BackendHost> host;
};

BackendSet::BackendSet(Needs needs) : needs_(std::move(needs)) {}

BackendSet::~BackendSet() {
  for (auto& [name, running] : running_) running.gate->Shut();
}

Result<> BackendSet::Apply(const std::map<std::string, ConfigNode>& wanted) {
  std::map<std::string, Running> fresh;
  std::vector<std::string> replaced;
  for (const BackendEntry* entry : needs_.entries) {
    const auto options = wanted.find(std::string(entry->name));
    if (options == wanted.end()) continue;
    const auto old = running_.find(options->first);
    if (old != running_.end() && old->second.options == options->second) continue;
    Result<Running> started = Start(*entry, options->second, old != running_.end());
    if (!started.ok()) {
      for (auto& [name, running] : fresh) Retire(std::move(running));
      return Annotate("backend " + options->first, std::move(started).error());
    }
    if (old != running_.end()) replaced.push_back(options->first);
    fresh.emplace(options->first, std::move(*started));
  }
  for (auto it = running_.begin(); it != running_.end();) {
    if (wanted.count(it->first) != 0 && fresh.count(it->first) == 0) {
      ++it;
      continue;
    }
    const std::string name = it->first;
    Retire(std::move(it->second));
    it = running_.erase(it);
    if (wanted.count(name) != 0) continue;
    needs_.inventory.Forget(name);
    needs_.stopped(name);
  }
  for (const std::string& name : replaced) needs_.restarted(name);
  for (auto& [name, running] : fresh) {
    running.gate->Open();
    running_.emplace(name, std::move(running));
  }
  return {};
}

Result<BackendSet::Running> BackendSet::Start(const BackendEntry& entry, const ConfigNode& options,
                                              bool replaces) {
  auto gate = std::make_shared<Gate>(entry, needs_.inventory, needs_.log, replaces);
  auto publish = [gate](Snapshot snapshot) { gate->Publish(std::move(snapshot)); };
  ASSIGN_OR_RETURN(auto host, StartBackendThread(entry, needs_.host(entry), options, publish));
  return Running{options, std::move(gate), std::move(host)};
}

void BackendSet::Retire(Running running) {
  running.gate->Shut();
  std::erase_if(retiring_, [](const Retiring& retiring) { return retiring.over->load(); });
  Retiring& retiring = retiring_.emplace_back();
  retiring.thread = std::jthread([host = std::move(running.host), over = retiring.over]() mutable {
    host.reset();
    over->store(true);
  });
}

void BackendSet::Send(const std::string& backend, Order order) {
  const auto running = running_.find(backend);
  if (running != running_.end()) running->second.host->Send(std::move(order));
}

void BackendSet::SendToAll(const Order& order) {
  for (auto& [name, running] : running_) running.host->Send(order);
}

std::map<std::string, ConfigNode> WantedBackends(const config::Config& config) {
  std::map<std::string, ConfigNode> wanted = config.backends;
  for (const config::ResourceRule& rule : config.resources) {
    wanted.emplace(rule.backend, ConfigNode::Map({}));
  }
  return wanted;
}

}  // namespace davit
