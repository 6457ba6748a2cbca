// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/backends/fake/fake_backend.h"

#include <poll.h>
#include <sys/inotify.h>

#include <algorithm>
#include <array>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "src/backends/fake/control.h"
#include "src/backends/fake/machine.h"
#include "src/backends/fake/options.h"
#include "src/base/inotify.h"

namespace davit::fake {
namespace {

constexpr std::size_t kLongestControl = 1 << 20;

class FakeBackend final : public Backend {
 public:
  FakeBackend(Host& host, Options options)
      : host_(host), options_(std::move(options)), machine_(Begin(host, options_)) {}

  void Run(Inbox& inbox, const PublishSnapshot& publish) override {
    publish_ = &publish;
    WatchControl();
    ReadControl();
    changed_ = true;
    while (!stopped_) {
      Carry();
      Wait(inbox);
      if (control_changed_) ReadControl();
      while (std::optional<Order> order = inbox.Take()) Receive(std::move(*order));
    }
  }

 private:
  struct Preparation {
    order::Prepare order;
    SteadyTime due;
  };

  static Machine Begin(Host& host, Options& options) {
    const WallTime now = host.clock.WallNow();
    for (Device& device : options.machine.devices) {
      for (Fault& fault : device.faults) fault.since = now;
    }
    return Machine(std::move(options.machine));
  }

  void WatchControl() {
    if (options_.control.empty()) return;
    auto inotify = Inotify::Create();
    if (inotify.ok()) inotify_.emplace(std::move(*inotify));
    const std::string directory = options_.control.substr(0, options_.control.rfind('/'));
    auto watch = inotify.ok()
                     ? inotify_->Add(host_.root.InRoot(directory.empty() ? "/" : directory),
                                     IN_CLOSE_WRITE | IN_MOVED_TO | IN_ONLYDIR)
                     : Result<int>(inotify.error());
    if (!watch.ok()) {
      host_.log.Warning("the control file is not watched: " + watch.error().message);
    }
  }

  /// Queues the commands that are new. A file that only grew is continued; any other is begun.
  void ReadControl() {
    control_changed_ = false;
    if (options_.control.empty()) return;
    auto text = host_.root.ReadText(options_.control, kLongestControl);
    if (!text.ok()) {
      if (text.error().code != Code::kNotFound) {
        host_.log.Warning("the control file: " + text.error().message);
      }
      control_read_.clear();
      return;
    }
    std::vector<std::string> lines = SplitLines(*text);
    const bool grew = lines.size() >= control_read_.size() &&
                      std::equal(control_read_.begin(), control_read_.end(), lines.begin());
    const std::size_t done = grew ? control_read_.size() : 0;
    auto commands = ParseControl(std::span(lines).subspan(done), static_cast<int>(done) + 1);
    control_read_ = std::move(lines);
    if (!commands.ok()) {
      host_.log.Warning("the control file is not carried out: " + commands.error().message);
      return;
    }
    std::ranges::move(*commands, std::back_inserter(commands_));
  }

  bool Hangs() const { return hangs_for_ever_ || hangs_until_ > host_.clock.Now(); }

  /// Does all that is due, and publishes once.
  void Carry() {
    if (Hangs()) return;
    while (!held_back_.empty()) {
      Order order = std::move(held_back_.front());
      held_back_.pop_front();
      Receive(std::move(order));
    }
    ApplyCommands();
    if (assigned_ && assigned_->second <= host_.clock.Now()) {
      machine_.SetApplied(assigned_->first);
      assigned_.reset();
      changed_ = true;
    }
    FinishPreparations();
    if (!changed_) return;
    changed_ = false;
    (*publish_)(machine_.snapshot());
    if (machine_.has_retired()) {
      machine_.DropRetired();
      (*publish_)(machine_.snapshot());
    }
  }

  void ApplyCommands() {
    while (!commands_.empty()) {
      const Command command = std::move(commands_.front());
      if (command.verb == Verb::kHang && changed_) {
        commands_.front() = command;
        return;  // what came before the hang is published first
      }
      commands_.pop_front();
      if (command.verb == Verb::kHang) {
        hangs_for_ever_ = !command.duration;
        hangs_until_ = host_.clock.Now() + command.duration.value_or(std::chrono::milliseconds(0));
        host_.log.Info("hangs, as the control file says");
        return;
      }
      if (auto applied = machine_.Apply(command, host_.clock.WallNow()); !applied.ok()) {
        host_.log.Warning(
            fmt::format("the control file, line {}: {}", command.line, applied.error().message));
      } else {
        changed_ = true;
      }
    }
  }

  void Receive(Order order) {
    if (std::holds_alternative<order::Stop>(order)) {
      stopped_ = true;
    } else if (Hangs()) {
      held_back_.push_back(std::move(order));
    } else if (auto* assignment = std::get_if<order::Assignment>(&order)) {
      assigned_.emplace(assignment->number, host_.clock.Now() + options_.setup_time);
    } else if (auto* prepare = std::get_if<order::Prepare>(&order)) {
      preparations_.push_back({std::move(*prepare), host_.clock.Now() + options_.prepare_time});
    } else if (auto* release = std::get_if<order::Release>(&order)) {
      std::erase_if(preparations_,
                    [&](const Preparation& p) { return p.order.request.use == release->use; });
      host_.metrics.AddCounter("fake_released", nullptr, 1);
      host_.log.Info("released " + release->use);
    }
  }

  void FinishPreparations() {
    const SteadyTime now = host_.clock.Now();
    std::vector<Preparation> later;
    for (Preparation& preparation : std::exchange(preparations_, {})) {
      if (preparation.due > now) {
        later.push_back(std::move(preparation));
        continue;
      }
      preparation.order.done(Answer(preparation.order.request));
    }
    preparations_ = std::move(later);
  }

  Result<ContainerEdits> Answer(const Request& request) {
    for (const Request::Item& item : request.items) {
      if (const std::string* refusal = machine_.RefusalOf(item.device)) {
        return Error{Code::kFailedPrecondition,
                     fmt::format("device {} is not prepared: {}", item.device.value, *refusal)};
      }
    }
    for (const Request::Item& item : request.items) {
      host_.metrics.AddCounter("fake_prepared", &item.device, 1);
    }
    host_.log.Info("prepared " + request.use);
    return ContainerEdits{};
  }

  /// Until something comes or is due.
  void Wait(Inbox& inbox) {
    const bool hangs = Hangs();
    std::array<pollfd, 2> polled = {
        pollfd{.fd = inbox.fd(), .events = POLLIN, .revents = 0},
        pollfd{.fd = inotify_ && !hangs ? inotify_->fd() : -1, .events = POLLIN, .revents = 0}};
    poll(polled.data(), polled.size(), TimeoutMs(hangs));
    if (polled[1].revents == 0) return;
    const std::string name = options_.control.substr(options_.control.rfind('/') + 1);
    auto drained = inotify_->Drain([&](const Inotify::Event& event) {
      if (event.name == name || (event.mask & IN_Q_OVERFLOW) != 0) control_changed_ = true;
    });
    if (!drained.ok()) {
      host_.log.Warning("the control file is watched no longer: " + drained.error().message);
      inotify_.reset();
    }
  }

  int TimeoutMs(bool hangs) const {
    if (hangs_for_ever_) return -1;
    if (!hangs && (!commands_.empty() || changed_ || !held_back_.empty())) return 0;
    std::optional<SteadyTime> next;
    const auto consider = [&next](SteadyTime time) { next = next ? std::min(*next, time) : time; };
    if (hangs) {
      consider(hangs_until_);
    } else {
      if (assigned_) consider(assigned_->second);
      for (const Preparation& preparation : preparations_) consider(preparation.due);
    }
    if (!next) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*next - host_.clock.Now());
    return static_cast<int>(std::max<std::int64_t>(0, left.count()));
  }

  Host& host_;
  Options options_;
  Machine machine_;
  const PublishSnapshot* publish_ = nullptr;
  std::optional<Inotify> inotify_;
  bool control_changed_ = false;
  std::vector<std::string> control_read_;
  std::deque<Command> commands_;
  std::deque<Order> held_back_;
  bool changed_ = false;
  bool stopped_ = false;
  bool hangs_for_ever_ = false;
  SteadyTime hangs_until_ = SteadyTime::min();
  std::optional<std::pair<std::uint64_t, SteadyTime>> assigned_;
  std::vector<Preparation> preparations_;
};

Result<std::unique_ptr<Backend>> Create(Host& host, const ConfigNode& options) {
  ASSIGN_OR_RETURN(Options read, ReadOptions(options));
  return std::unique_ptr<Backend>(std::make_unique<FakeBackend>(host, std::move(read)));
}

/// Adds what the selector's options ask for: an env variable with the ids of the request, an
/// annotation, or a refusal.
Result<Composition> Compose(const Snapshot& /*snapshot*/, const Request& request) {
  if (const ConfigNode* refusal = request.options.Find("composeRefuses")) {
    return Error{Code::kFailedPrecondition, refusal->text};
  }
  Composition composition;
  std::string ids;
  for (const Request::Item& item : request.items) {
    if (!ids.empty()) ids += ',';
    ids += item.device.value;
  }
  if (const ConfigNode* name = request.options.Find("composeEnv")) {
    EditGroup group{.purpose = "node", .edits = {}, .node_files = {}};
    group.edits.env.emplace_back(name->text, ids);
    composition.groups.push_back(std::move(group));
  }
  if (const ConfigNode* name = request.options.Find("composeAnnotation")) {
    composition.annotations.emplace(name->text, ids);
  }
  return composition;
}

std::string ShareId(const Device& device, int n) {
  return device.id.value + "/fake" + std::to_string(n);
}

constexpr config::Key kSelectorKeys[] = {
    {.name = "composeEnv", .meaning = "an environment variable that is given the request's ids"},
    {.name = "composeAnnotation", .meaning = "an annotation that is given the request's ids"},
    {.name = "composeRefuses", .meaning = "every request is refused with this text"},
};

constexpr AttributeSpec kAttributes[] = {
    {.name = "*", .meaning = "whatever the options and the control file give a device"},
};

constexpr PurposeSpec kPurposes[] = {
    {.name = "node",
     .kinds = EditKinds(EditKind::kDeviceNode) | EditKind::kEnv | EditKind::kMount |
              EditKind::kAnnotation},
    {.name = "driver", .kinds = EditKind::kEnv | EditKind::kMount},
};

}  // namespace

const BackendEntry kEntry = {
    .name = "fake",
    .summary = "pretended devices for tests and demonstrations (only with --enable-fake)",
    .options = OptionKeys(),
    .selector_options = kSelectorKeys,
    .attributes = kAttributes,
    .purposes = kPurposes,
    .prepares = true,
    .for_tests = true,
    .default_resources = nullptr,
    .create = &Create,
    .compose = &Compose,
    .share_id = &ShareId,
    .personalities = {},
};

}  // namespace davit::fake
