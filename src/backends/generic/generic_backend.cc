// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/backends/generic/generic_backend.h"

#include <poll.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "src/backends/generic/dev_origin.h"
#include "src/backends/generic/directory_watches.h"
#include "src/backends/generic/discovery.h"
#include "src/backends/generic/options.h"
#include "src/backends/generic/personality.h"
#include "src/config/rules.h"

namespace davit::generic {
namespace {

using std::chrono::milliseconds;

/// Many notices come at once when something is plugged in; we look when they have come.
constexpr milliseconds kDebounce(50);
/// How often we look where the kernel cannot tell us.
constexpr milliseconds kWithoutNotices(5000);
/// How often watches may turn out to be needed in one look after the other before we wait.
constexpr int kMostLooks = 8;

/// How many containers may have the same default device: such nodes are made to be opened by many.
constexpr std::int64_t kDefaultShares = 16;

/// Kinds of kernel objects that never have a node in /dev.
constexpr std::array<std::string_view, 8> kWithoutNodes = {"net",  "queues",  "module", "bdi",
                                                           "slab", "drivers", "memory", "cpu"};

class GenericBackend final : public Backend {
 public:
  GenericBackend(Host& host, std::vector<DeviceSpec> specs)
      : host_(host), discovery_(host, std::move(specs)) {}

  void Run(Inbox& inbox, const PublishSnapshot& publish) override {
    SayWhereDevIs();
    if (auto watches = DirectoryWatches::Create(host_.root); watches.ok()) {
      watches_.emplace(std::move(*watches));
    } else {
      LoseNotices(watches.error());
    }
    Look(publish);
    while (true) {
      Wait(inbox);
      while (const std::optional<Order> order = inbox.Take()) {
        if (std::holds_alternative<order::Stop>(*order)) return;
        if (const auto* event = std::get_if<order::Uevent>(&*order)) Receive(*event);
      }
      if (look_at_ && *look_at_ <= host_.clock.Now()) Look(publish);
    }
  }

 private:
  void SayWhereDevIs() {
    constexpr std::size_t kLongest = 4 << 20;
    const std::string mounts = host_.root.ReadText("/proc/self/mountinfo", kLongest).value_or("");
    if (const auto why = WhyDevIsNotTheHosts(mounts, host_.root.InRoot("/dev"))) {
      host_.log.Warning(*why);
    }
  }

  void Look(const PublishSnapshot& publish) {
    look_at_.reset();
    Sighting sighting = discovery_.Look();
    // What changed between the look and the first notice of a new watch would never be seen.
    for (int i = 0; i < kMostLooks && Watch(sighting); ++i) sighting = discovery_.Look();
    if (!watches_ || !watches_all_) look_at_ = host_.clock.Now() + kWithoutNotices;
    if (published_ && *published_ == sighting.snapshot) return;
    published_ = sighting.snapshot;
    publish(std::move(sighting.snapshot));
  }

  bool Watch(const Sighting& sighting) {
    if (!watches_) return false;
    const auto added = watches_->Watch(sighting.directories);
    if (!added.ok() && watches_all_) LoseNotices(added.error());
    watches_all_ = added.ok();
    return added.ok() && *added;
  }

  void LoseNotices(const Error& why) {
    host_.log.Warning(why.message + "; looking every 5 s instead");
    watches_all_ = false;
  }

  void Receive(const order::Uevent& event) {
    if (std::ranges::find(kWithoutNodes, event.subsystem) == kWithoutNodes.end()) LookSoon();
  }

  void LookSoon() {
    const SteadyTime soon = host_.clock.Now() + kDebounce;
    look_at_ = look_at_ ? std::min(*look_at_, soon) : soon;
  }

  void Wait(Inbox& inbox) {
    std::array<pollfd, 2> polled = {
        pollfd{.fd = inbox.fd(), .events = POLLIN, .revents = 0},
        pollfd{.fd = watches_ ? watches_->fd() : -1, .events = POLLIN, .revents = 0}};
    int timeout = -1;
    if (look_at_) {
      const auto left = std::chrono::ceil<milliseconds>(*look_at_ - host_.clock.Now());
      timeout = static_cast<int>(std::max<std::int64_t>(0, left.count()));
    }
    poll(polled.data(), polled.size(), timeout);
    if (polled[1].revents == 0) return;
    const auto any = watches_->Drain();
    if (!any.ok()) {
      watches_.reset();
      LoseNotices(any.error());
    }
    LookSoon();
  }

  Host& host_;
  Discovery discovery_;
  std::optional<DirectoryWatches> watches_;
  bool watches_all_ = true;
  std::optional<SteadyTime> look_at_;
  std::optional<Snapshot> published_;
};

Result<std::unique_ptr<Backend>> Create(Host& host, const ConfigNode& options) {
  return std::unique_ptr<Backend>(std::make_unique<GenericBackend>(host, ReadOptions(options)));
}

/// What DefaultSpecs() finds, each under its own name.
std::vector<config::ResourceRule> DefaultResources() {
  std::vector<config::ResourceRule> rules;
  for (const DeviceSpec& spec : DefaultSpecs()) {
    config::ResourceRule& rule = rules.emplace_back();
    rule.name = "davit.dev/" + spec.name;
    rule.backend = "generic";
    rule.delivery = {{"node", {Outlet::kDeviceNodes}}};
    rule.is_default = true;
    config::Selector& selector = rule.selectors.emplace_back();
    selector.match.emplace("name", config::Condition{AttributeValue(spec.name)});
    selector.sharing = config::Sharing{.count = kDefaultShares};
  }
  return rules;
}

constexpr AttributeSpec kAttributes[] = {
    {.name = "name", .meaning = "of the entry of devices"},
    {.name = "path", .meaning = "the first host path of the set"},
    {.name = "identity",
     .meaning = "what ids are made of: the host paths of the set, one after "
                "the other, or what is asked for of USB"},
    {.name = "count", .type = AttributeSpec::Type::kInteger, .meaning = "the count of the group"},
    {.name = "vendor", .meaning = "of the first USB device: four hexadecimal digits"},
    {.name = "product", .meaning = "of the first USB device: four hexadecimal digits"},
    {.name = "serial", .meaning = "of the first USB device, where it has one"},
    {.name = "port", .meaning = "of the first USB device: where it is plugged in (1-4.2)"},
};

constexpr PurposeSpec kPurposes[] = {
    {.name = "node", .kinds = EditKind::kDeviceNode | EditKind::kMount},
};

const Personality* const kPersonalities[] = {&kGenericDevicePlugin};

}  // namespace

const BackendEntry kEntry = {
    .name = "generic",
    .summary = "any device node, file or USB device, by path, pattern or USB id",
    .options = OptionKeys(),
    .attributes = kAttributes,
    .purposes = kPurposes,
    .default_resources = &DefaultResources,
    .create = &Create,
    .share_id = &LegacyId,
    .personalities = kPersonalities,
};

}  // namespace davit::generic
