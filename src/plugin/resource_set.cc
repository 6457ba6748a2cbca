// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/plugin/resource_set.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "src/base/change_log.h"
#include "src/plugin/assignment_book.h"
#include "src/plugin/health_report.h"
#include "src/plugin/plan.h"
#include "src/plugin/question_desk.h"
#include "src/plugin/roster.h"
#include "src/plugin/served_resource.h"
#include "src/plugin/table_maker.h"
#include "src/plugin/uses.h"

namespace davit {
namespace {

/// A dropped resource sends its empty list, and goes when the kubelet has had time to read it.
constexpr std::chrono::seconds kEmptyBeforeClosing{10};

using BackendDevice = std::pair<std::string, DeviceId>;

/// A listed device that is missing: a pod that was admitted before it went may still hold it.
struct Gone {
  std::uint64_t after_question = 0;  ///< questions to PodResources up to this one prove nothing
  bool proven = false;               ///< a later one was answered: the holders are known
  std::optional<SteadyTime> contested_since;
};

/// One resource on its way from a rule to the sink.
struct Served {
  std::optional<config::ResourceRule> rule;  ///< none: the config dropped it
  std::vector<SharedSelection> selections;   ///< of the rule
  std::shared_ptr<const Layout> layout;
  std::unique_ptr<ServedResource> resource;  ///< once it is open
  std::shared_ptr<const ResourceTable> table;
  std::unique_ptr<EventLoop::Handle> closing;

  const Slots& slots() const {
    static const Slots kNone;
    return layout ? layout->slots : kNone;
  }
  bool Reads(const std::string& backend) const {
    if (rule && rule->backend == backend) return true;
    return table != nullptr && table->snapshots.count(backend) != 0;
  }
};

}  // namespace

struct ResourceSet::Impl {
  explicit Impl(Needs given)
      : needs(std::move(given)),
        changes(needs.log, needs.loop.clock()),
        desk(needs.loop, needs.pod_resources, needs.holders, changes,
             [this](const Proof& proof) { Answered(proof); }),
        uses(needs.loop, needs.holders,
             [this](const std::string& backend, Order one) {
               needs.send_order(backend, std::move(one));
             }),
        alive(std::make_shared<Impl*>(this)) {
    for (const BackendEntry* entry : needs.entries) entries.emplace(entry->name, entry);
  }

  ~Impl() { *alive = nullptr; }

  // Rules.

  void SetRules(std::vector<config::ResourceRule> rules) {
    std::vector<std::string> names;
    for (config::ResourceRule& rule : rules) {
      if (entries.count(rule.backend) == 0 ||
          std::find(names.begin(), names.end(), rule.name) != names.end()) {
        changes.Report("rule/" + rule.name, LogLevel::kError,
                       rule.name + ": a second rule of that name, or backend " + rule.backend +
                           " is not built in: left out");
        continue;
      }
      names.push_back(rule.name);
      Served& served = resources[rule.name];
      if (served.rule == rule) continue;
      served.selections = SelectionsOf(rule);
      served.rule = std::move(rule);
    }
    rule_order = std::move(names);
    for (auto& [name, served] : resources) {
      if (std::find(rule_order.begin(), rule_order.end(), name) != rule_order.end()) continue;
      if (served.rule && served.resource) {
        needs.log.Info(name + ": no longer configured; it closes when no pod holds a device of it");
      }
      served.rule.reset();
      served.selections.clear();
    }
    if (!first_asked) {
      first_asked = true;
      desk.AskFirst();
    }
    Reshape();
  }

  std::vector<SharedSelection> SelectionsOf(const config::ResourceRule& rule) const {
    std::vector<SharedSelection> selections;
    for (std::size_t i = 0; i < rule.selectors.size(); ++i) {
      selections.push_back(std::make_shared<const Selection>(Selection{
          .resource = rule.name,
          .number = i,
          .backend = rule.backend,
          .entry = entries.at(rule.backend),
          .delivery = rule.delivery,
          .selector = rule.selectors[i],
      }));
    }
    return selections;
  }

  // Snapshots.

  void BackendChanged(const std::string& backend) {
    SharedSnapshot snapshot = needs.inventory.Get(backend);
    if (snapshot == nullptr) return;
    Roster& roster = rosters[backend];
    if (roster.snapshot() == snapshot) return;
    const Roster::Change change = roster.Update(std::move(snapshot));
    if (restarted.erase(backend) != 0) {
      const order::Assignment& newest = books[backend].newest();
      if (newest.number > 0) needs.send_order(backend, newest);
    }
    if (change == Roster::Change::kShape) {
      Reshape();
      return;
    }
    for (auto& [name, served] : resources) {
      if (served.layout == nullptr || !served.Reads(backend)) continue;
      const SharedDeviceList before = served.table ? served.table->list : nullptr;
      Retable(name, served);
      if (served.resource && served.table->list != before) needs.sink.Changed(*served.resource);
    }
  }

  void BackendRestarted(const std::string& backend, bool options_changed) {
    BackendChanged(backend);  // what the old one said last is no answer to new options
    if (options_changed) rosters[backend].ExpectDrops();
    restarted.insert(backend);
  }

  void BackendStopped(const std::string& backend) {
    const auto roster = rosters.find(backend);
    if (roster == rosters.end()) return;
    roster->second.Stop();
    restarted.insert(backend);  // one that is wanted again has heard of no assignment
    Reshape();
  }

  // From rules and devices to lists.

  void Reshape() {
    if (!first_answered) return;
    std::map<std::string, std::vector<std::string>> held;
    std::map<std::string, const Slots*> listed;
    std::vector<SharedSelection> selections;
    for (const std::string& name : rule_order) {
      const std::vector<SharedSelection>& own = resources.at(name).selections;
      selections.insert(selections.end(), own.begin(), own.end());
    }
    for (const auto& [name, served] : resources) {
      held.emplace(name, needs.holders.HeldOf(name));
      if (served.resource) listed.emplace(name, &served.slots());
    }
    NoteGone(listed);
    Plan plan = MakePlan(selections, rosters, listed, held, Unproven());
    Contest(plan.contested);
    Tell(plan.notes);
    for (auto& [backend, lines] : plan.lines) {
      AssignmentBook& book = books[backend];
      if (book.Update(std::move(lines))) needs.send_order(backend, book.newest());
    }
    for (auto& [name, served] : resources) {
      Slots before = served.resource ? served.slots() : Slots{};
      Slots& restored = plan.restored[name];
      if (!restored.empty()) {
        before.insert(before.end(), restored.begin(), restored.end());
        std::sort(before.begin(), before.end(),
                  [](const Slot& a, const Slot& b) { return a.id < b.id; });
      }
      SetSlots(served, Merged(before, std::move(plan.wanted[name]), held.at(name), desk.asked(),
                              needs.loop.clock().Now()));
    }
    ForgetDevices();
    Advance();
    IndexHolders();
    AskIfNeeded();
  }

  /// Remembers since when listed devices are missing, and forgets those that are not any more.
  void NoteGone(const std::map<std::string, const Slots*>& listed) {
    std::map<BackendDevice, Gone> now;
    for (const auto& [name, slots] : listed) {
      for (const Slot& slot : *slots) {
        if (slot.selection == nullptr || !slot.selection->selector.owns) continue;
        const auto roster = rosters.find(slot.selection->backend);
        const Known* known = roster == rosters.end() ? nullptr : roster->second.Find(slot.device);
        if (known == nullptr || known->presence != Known::Presence::kMissing) continue;
        BackendDevice device{slot.selection->backend, slot.device};
        const auto before = gone.find(device);
        now.try_emplace(std::move(device), before == gone.end()
                                               ? Gone{.after_question = desk.asked(),
                                                      .proven = false,
                                                      .contested_since = std::nullopt}
                                               : before->second);
      }
    }
    gone = std::move(now);
  }

  std::set<BackendDevice> Unproven() const {
    std::set<BackendDevice> unproven;
    for (const auto& [device, one] : gone) {
      if (!one.proven) unproven.insert(device);
    }
    return unproven;
  }

  void Contest(const std::set<BackendDevice>& contested) {
    for (auto& [device, one] : gone) {
      if (contested.count(device) == 0) {
        one.contested_since.reset();
      } else if (!one.contested_since) {
        one.contested_since = needs.loop.clock().Now();
      }
    }
  }

  void SetSlots(Served& served, Slots slots) {
    config::Policy policy = DefaultPolicy(slots);
    if (served.rule && served.rule->policy) policy = *served.rule->policy;
    const std::shared_ptr<const Layout> before = served.layout;
    if (before != nullptr && before->policy == policy && before->slots == slots) return;
    served.layout = std::make_shared<const Layout>(std::move(slots), policy);
    if (served.resource && (before->parts.size() != served.layout->parts.size() ||
                            before->slots.size() != served.layout->slots.size())) {
      LogSize(served.resource->name(), *served.layout);
    }
  }

  void LogSize(const std::string& name, const Layout& layout) {
    needs.log.Info(name + ": serves " + std::to_string(layout.parts.size()) + " devices as " +
                   std::to_string(layout.slots.size()) + " ids");
  }

  /// Makes the newest table of a resource and puts it in place.
  void Retable(const std::string& name, Served& served) {
    auto table = MakeTable(name, served.layout, rosters, books, served.table.get());
    ReportHealth(changes, served.table.get(), *table);
    served.table = std::move(table);
    if (served.resource) served.resource->SetTable(served.table);
  }

  /// Opens, changes and closes resources as their slots and rules say.
  void Advance() {
    for (auto at = resources.begin(); at != resources.end();) {
      auto& [name, served] = *at;
      const SharedDeviceList before = served.table ? served.table->list : nullptr;
      Retable(name, served);
      if (!served.resource && !served.rule) {
        at = resources.erase(at);
        continue;
      }
      if (!served.resource) {
        if (MayOpen(served)) Open(name, served);
      } else if (served.rule && served.resource->options() != OptionsOf(*served.rule)) {
        needs.sink.Closed(*served.resource);  // what a plugin says of itself cannot change
        Open(name, served);
      } else if (served.table->list != before) {
        needs.sink.Changed(*served.resource);
      }
      if (served.rule || !served.slots().empty()) {
        served.closing.reset();
      } else if (served.resource && !served.closing) {
        served.closing =
            needs.loop.After(kEmptyBeforeClosing, [this, closed = name] { Close(closed); });
      }
      ++at;
    }
  }

  bool MayOpen(const Served& served) const {
    if (!served.rule->is_default) {
      const auto roster = rosters.find(served.rule->backend);
      return roster != rosters.end() && roster->second.speaks();
    }
    const Slots& slots = served.slots();
    return std::any_of(slots.begin(), slots.end(),
                       [](const Slot& slot) { return slot.selection != nullptr; });
  }

  PluginOptions OptionsOf(const config::ResourceRule& rule) const {
    return {.pre_start_required = entries.at(rule.backend)->prepares,
            .preferred_allocation_available = true};
  }

  void Open(const std::string& name, Served& served) {
    auto pre_start = [alive = alive, &loop = needs.loop](
                         std::shared_ptr<const ResourceTable> table, std::vector<std::string> ids,
                         SteadyTime deadline, std::function<void(Result<>)> done) {
      loop.Post([alive, table = std::move(table), ids = std::move(ids), deadline,
                 done = std::move(done)]() mutable {
        if (*alive == nullptr) {
          done(Error{Code::kUnavailable, "this plugin is stopping"});
        } else {
          (*alive)->PreStart(*table, ids, deadline, std::move(done));
        }
      });
    };
    served.resource = std::make_unique<ServedResource>(name, OptionsOf(*served.rule), needs.holders,
                                                       served.table, std::move(pre_start));
    LogSize(name, *served.layout);
    needs.sink.Opened(*served.resource);
  }

  void PreStart(const ResourceTable& table, const std::vector<std::string>& ids,
                SteadyTime deadline, std::function<void(Result<>)> done) {
    uses.Prepare(table, ids, deadline, desk.asked(), std::move(done));
    AskIfNeeded();
  }

  void Close(const std::string& name) {
    const auto at = resources.find(name);
    needs.sink.Closed(*at->second.resource);
    needs.log.Info(name + ": closed");
    resources.erase(at);
  }

  // Who holds what.

  void AskIfNeeded() {
    bool waits = uses.any();
    bool urgent = false;
    for (const auto& [name, served] : resources) {
      waits = waits || AnyLeaving(served.slots());
      urgent = urgent || AnyUnasked(served.slots(), desk.asked());
    }
    for (const auto& [device, one] : gone) {
      if (!one.contested_since) continue;
      waits = true;
      urgent = urgent || (!one.proven && one.after_question >= desk.asked());
    }
    if (waits) {
      desk.Want(urgent);
    } else {
      desk.Rest();
    }
  }

  void Answered(const Proof& proof) {
    first_answered = true;
    for (auto& [name, served] : resources) {
      if (!AnyLeaving(served.slots())) continue;
      Slots slots = served.slots();
      const auto held = [&, resource = name](const std::string& id) {
        return needs.holders.Held(resource, id);
      };
      if (Settle(slots, proof, held) > 0) SetSlots(served, std::move(slots));
    }
    for (auto& [device, one] : gone) {
      if (one.after_question >= proof.question) continue;
      one.proven = one.proven || proof.answered ||
                   (one.contested_since && proof.now - *one.contested_since >= kPatience);
    }
    if (proof.answered) uses.Settle(proof.question);
    Reshape();
  }

  void ForgetDevices() {
    std::map<std::string, std::unordered_map<DeviceId, bool>> wanted;
    for (const auto& [name, served] : resources) {
      for (const Layout::Part& part : served.layout->parts) {
        wanted[part.selection->backend].emplace(part.device, true);
      }
    }
    for (auto& [backend, roster] : rosters) {
      const auto& here = wanted[backend];
      roster.Forget([&](const DeviceId& id) { return here.count(id) != 0; });
    }
  }

  void IndexHolders() {
    if (needs.holder_index == nullptr) return;
    std::map<std::string, HolderIndex::Ids> ids;
    for (const auto& [backend, roster] : rosters) ids.try_emplace(backend);
    for (const auto& [name, served] : resources) {
      for (const Slot& slot : served.slots()) {
        if (slot.selection == nullptr) continue;
        ids[slot.selection->backend][slot.device].emplace_back(name, slot.id);
      }
    }
    for (auto& [backend, map] : ids) needs.holder_index->Set(backend, std::move(map));
  }

  void Tell(const std::vector<Plan::Note>& notes) {
    std::vector<std::string> now;
    for (const Plan::Note& note : notes) {
      changes.Report(note.key, note.level, note.line);
      now.push_back(note.key);
    }
    for (const std::string& key : told) {
      if (std::find(now.begin(), now.end(), key) == now.end()) changes.Clear(key);
    }
    told = std::move(now);
  }

  // The view from outside.

  std::vector<DeviceView> Devices() const {
    std::vector<DeviceView> views;
    std::map<std::pair<std::string, DeviceId>, std::size_t> index;
    for (const auto& [backend, roster] : rosters) {
      for (const Known& known : roster.devices()) {
        PartState state = StateOf(known, *roster.snapshot(), {}, std::nullopt);
        index.emplace(std::pair(backend, known.device->id), views.size());
        views.push_back(DeviceView{.backend = backend,
                                   .device = *known.device,
                                   .healthy = state.healthy,
                                   .reason = std::move(state.reason),
                                   .resources = {},
                                   .wire_ids = {}});
      }
    }
    const auto add = [&](const std::string& name) {
      const Served& served = resources.at(name);
      for (const Slot& slot : served.slots()) {
        if (slot.selection == nullptr) continue;
        const auto at = index.find({slot.selection->backend, slot.device});
        if (at == index.end()) continue;
        DeviceView& view = views[at->second];
        if (view.resources.empty() && served.table != nullptr) {
          const PartState& state = served.table->parts[served.table->PartOf(slot)];
          view.healthy = state.healthy && !slot.leaving;
          view.reason = served.table->Complaint(slot);
        }
        if (view.resources.empty() || view.resources.back() != name) view.resources.push_back(name);
        view.wire_ids.push_back(slot.id);
      }
    };
    for (const std::string& name : rule_order) add(name);
    for (const auto& [name, served] : resources) {
      if (std::find(rule_order.begin(), rule_order.end(), name) == rule_order.end()) add(name);
    }
    return views;
  }

  Needs needs;
  ChangeLog changes;
  std::map<std::string, const BackendEntry*> entries;
  std::map<std::string, Roster> rosters;
  std::map<std::string, AssignmentBook> books;
  std::set<std::string> restarted;      ///< backends that have not published since
  std::vector<std::string> rule_order;  ///< of the rules
  std::map<std::string, Served> resources;
  std::map<BackendDevice, Gone> gone;  ///< listed, but missing
  std::vector<std::string> told;
  QuestionDesk desk;
  Uses uses;
  bool first_asked = false;
  bool first_answered = false;
  std::shared_ptr<Impl*> alive;
};

ResourceSet::ResourceSet(Needs needs) : impl_(std::make_unique<Impl>(std::move(needs))) {}
ResourceSet::~ResourceSet() = default;

void ResourceSet::SetRules(std::vector<config::ResourceRule> rules) {
  impl_->SetRules(std::move(rules));
}

void ResourceSet::BackendChanged(const std::string& backend) { impl_->BackendChanged(backend); }

void ResourceSet::BackendStopped(const std::string& backend) { impl_->BackendStopped(backend); }

void ResourceSet::BackendRestarted(const std::string& backend, bool options_changed) {
  impl_->BackendRestarted(backend, options_changed);
}

std::vector<DeviceView> ResourceSet::Devices() const { return impl_->Devices(); }

}  // namespace davit
