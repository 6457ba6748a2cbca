// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/plugin/plan.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <unordered_set>
#include <utility>

#include "src/plugin/ownership.h"
#include "src/plugin/sharing.h"

namespace davit {
namespace {

using BackendDevice = std::pair<std::string, DeviceId>;

class Planner {
 public:
  Planner(std::span<const SharedSelection> selections, const std::map<std::string, Roster>& rosters,
          const std::map<std::string, const Slots*>& listed,
          const std::map<std::string, std::vector<std::string>>& held,
          const std::set<BackendDevice>& unproven)
      : selections_(selections),
        rosters_(rosters),
        listed_(listed),
        held_(held),
        unproven_(unproven) {
    for (const auto& [backend, roster] : rosters) devices_.emplace(backend, roster.devices());
  }

  Plan Make() {
    Pins pins = MissingButMaybeHeld();
    Ownership ownership = Own(selections_, devices_, pins);
    Divide(ownership);
    Restore();
    if (PinWhatLeaves(ownership, pins)) {
      ownership = Own(selections_, devices_, pins);
      plan_.wanted.clear();
      collisions_.clear();
      broken_.clear();
      Divide(ownership);
    }
    Assign(ownership);
    Explain(ownership);
    plan_.contested = std::move(ownership.contested);
    return std::move(plan_);
  }

 private:
  /// Missing devices block nobody, but for those that a pod still holds or may hold.
  Pins MissingButMaybeHeld() const {
    Pins pins;
    for (const auto& [resource, slots] : listed_) {
      const auto held = held_.find(resource);
      const bool any_held = held != held_.end() && !held->second.empty();
      if (!any_held && unproven_.empty()) continue;
      for (const Slot& slot : *slots) {
        if (slot.selection == nullptr || !slot.selection->selector.owns) continue;
        const auto roster = rosters_.find(slot.selection->backend);
        const Known* known = roster == rosters_.end() ? nullptr : roster->second.Find(slot.device);
        if (known == nullptr || known->presence != Known::Presence::kMissing) continue;
        BackendDevice device{slot.selection->backend, slot.device};
        const bool is_held =
            any_held && std::binary_search(held->second.begin(), held->second.end(), slot.id);
        if (!is_held && unproven_.count(device) == 0) continue;
        pins.try_emplace(std::move(device), Pin{resource, true});
      }
    }
    return pins;
  }

  /// Makes the wire ids of every device that was taken.
  void Divide(const Ownership& ownership) {
    for (std::size_t s = 0; s < selections_.size(); ++s) {
      const SharedSelection& selection = selections_[s];
      Slots& slots = plan_.wanted[selection->resource];
      for (const std::size_t i : ownership.taken[s]) {
        const Device& device = *devices_.at(selection->backend)[i].device;
        auto ids = WireIds(*selection->entry, selection->selector.sharing, device);
        if (!ids.ok()) {
          broken_.try_emplace(selection->resource, ids.error().message);
          continue;
        }
        for (std::size_t n = 0; n < ids->size(); ++n) {
          slots.push_back(Slot{.id = std::move((*ids)[n]),
                               .selection = selection,
                               .device = device.id,
                               .share = static_cast<std::int64_t>(n),
                               .shares = static_cast<std::int64_t>(ids->size()),
                               .leaving = std::nullopt});
        }
      }
    }
    for (auto& [resource, slots] : plan_.wanted) {
      const auto less = [](const Slot& a, const Slot& b) { return a.id < b.id; };
      if (!std::is_sorted(slots.begin(), slots.end(), less)) {
        std::stable_sort(slots.begin(), slots.end(), less);
      }
      const auto same = [&, name = &resource](const Slot& a, const Slot& b) {
        if (a.id != b.id) return false;
        collisions_.try_emplace(*name, std::pair(a, b));
        return true;
      };
      slots.erase(std::unique(slots.begin(), slots.end(), same), slots.end());
    }
  }

  bool Lists(const Slots& slots, const std::string& id) const {
    const auto at =
        std::lower_bound(slots.begin(), slots.end(), id,
                         [](const Slot& slot, const std::string& one) { return slot.id < one; });
    return at != slots.end() && at->id == id;
  }

  /// Finds the devices behind ids that pods hold since before this process.
  void Restore() {
    for (const auto& [resource, ids] : held_) {
      std::unordered_set<std::string> strange;
      const auto wanted = plan_.wanted.find(resource);
      if (wanted == plan_.wanted.end()) continue;
      const auto listed = listed_.find(resource);
      for (const std::string& id : ids) {
        if (Lists(wanted->second, id)) continue;
        if (listed != listed_.end() && Lists(*listed->second, id)) continue;
        strange.insert(id);
      }
      if (!strange.empty()) Recognise(resource, strange);
    }
  }

  void Recognise(const std::string& resource, std::unordered_set<std::string>& strange) {
    Slots& restored = plan_.restored[resource];
    for (const SharedSelection& selection : selections_) {
      if (selection->resource != resource) continue;
      for (const bool shared : {true, false}) {
        const auto devices = devices_.find(selection->backend);
        if (devices == devices_.end()) continue;
        for (const Known& known : devices->second) {
          const auto sharing = shared ? selection->selector.sharing : std::nullopt;
          const auto ids = WireIds(*selection->entry, sharing, *known.device);
          for (std::size_t n = 0; ids.ok() && n < ids->size(); ++n) {
            if (strange.erase((*ids)[n]) == 0) continue;
            restored.push_back(Slot{.id = (*ids)[n],
                                    .selection = selection,
                                    .device = known.device->id,
                                    .share = static_cast<std::int64_t>(n),
                                    .shares = static_cast<std::int64_t>(ids->size()),
                                    .leaving = std::nullopt});
          }
        }
      }
    }
    std::sort(restored.begin(), restored.end(),
              [](const Slot& a, const Slot& b) { return a.id < b.id; });
  }

  /// Pins the devices that a resource lists but that the rules do not place there.
  bool PinWhatLeaves(const Ownership& ownership, Pins& pins) {
    std::map<std::string, std::set<BackendDevice>> placed;
    const auto all_wanted = [&](const std::string& resource, const Slots& slots) {
      const auto wanted = plan_.wanted.find(resource);
      return wanted != plan_.wanted.end() &&
             std::includes(wanted->second.begin(), wanted->second.end(), slots.begin(), slots.end(),
                           [](const Slot& a, const Slot& b) {
                             return std::tie(a.id, a.device) < std::tie(b.id, b.device);
                           });
    };
    const auto pin = [&](const std::string& resource, const Slots& slots) {
      if (all_wanted(resource, slots)) return false;  // the common case, without any set
      const auto [at, fresh] = placed.try_emplace(resource);
      if (fresh) {
        for (std::size_t s = 0; s < selections_.size(); ++s) {
          if (selections_[s]->resource != resource) continue;
          const auto& devices = devices_.find(selections_[s]->backend);
          for (const std::size_t i : ownership.taken[s]) {
            at->second.emplace(selections_[s]->backend, devices->second[i].device->id);
          }
        }
      }
      bool any = false;
      for (const Slot& slot : slots) {
        if (slot.selection == nullptr || !slot.selection->selector.owns) continue;
        const BackendDevice device{slot.selection->backend, slot.device};
        if (at->second.count(device) != 0) continue;
        pins.insert_or_assign(device, Pin{resource, false});
        pinned_.try_emplace(device, &slot);
        any = true;
      }
      return any;
    };
    bool any = false;
    for (const auto& [resource, slots] : listed_) any = pin(resource, *slots) || any;
    for (const auto& [resource, slots] : plan_.restored) any = pin(resource, slots) || any;
    return any;
  }

  static order::Assignment::Line LineOf(const Selection& selection, std::int64_t shares) {
    const auto& sharing = selection.selector.sharing;
    return {.resource = selection.resource,
            .options = selection.selector.options,
            .sharing_kind = sharing ? std::optional(sharing->kind) : std::nullopt,
            .shares = static_cast<int>(shares)};
  }

  void Assign(const Ownership& ownership) {
    for (const auto& [backend, roster] : rosters_) plan_.lines.try_emplace(backend);
    // What leaves stays set up as it is; then those who own, then those who only look on.
    for (const auto& [device, slot] : pinned_) {
      plan_.lines[device.first].emplace(device.second, LineOf(*slot->selection, slot->shares));
    }
    for (const bool owns : {true, false}) {
      for (std::size_t s = 0; s < selections_.size(); ++s) {
        const Selection& selection = *selections_[s];
        if (selection.selector.owns != owns) continue;
        for (const std::size_t i : ownership.taken[s]) {
          const Device& device = *devices_.at(selection.backend)[i].device;
          const auto ids = WireIds(*selection.entry, selection.selector.sharing, device);
          const std::size_t shares = ids.ok() ? ids->size() : 1;
          plan_.lines[selection.backend].emplace(
              device.id, LineOf(selection, static_cast<std::int64_t>(shares)));
        }
      }
    }
  }

  void Explain(const Ownership& ownership) {
    for (const Refusal& refusal : ownership.refusals) {
      const std::string loser =
          refusal.loser->resource + " (selector " + std::to_string(refusal.loser->number + 1) + ")";
      std::string winner = refusal.winner;
      if (!refusal.winner_is_leaving) {
        winner += " (selector " + std::to_string(refusal.winner_selector + 1) + ")";
      }
      std::string line = loser + " does not get device \"" + refusal.device + "\"";
      if (refusal.devices > 1) line += " and " + std::to_string(refusal.devices - 1) + " more";
      line +=
          refusal.winner_is_leaving ? " yet: " + winner + " still lists " : ": " + winner + " has ";
      line +=
          refusal.other == refusal.device ? "it" : "\"" + refusal.other + "\", the same hardware";
      const bool harmless = refusal.winner == refusal.loser->resource || refusal.winner_is_leaving;
      plan_.notes.push_back(
          {"own/" + loser + "/" + winner, harmless ? LogLevel::kInfo : LogLevel::kWarning, line});
    }
    for (const auto& [resource, pair] : collisions_) {
      plan_.notes.push_back({"collision/" + resource, LogLevel::kWarning,
                             resource + ": devices \"" + pair.first.device.value + "\" and \"" +
                                 pair.second.device.value + "\" both get the id \"" +
                                 pair.first.id + "\": only the first is served under it"});
    }
    for (const auto& [resource, line] : broken_) {
      plan_.notes.push_back({"ids/" + resource, LogLevel::kWarning, resource + ": " + line});
    }
  }

  const std::span<const SharedSelection> selections_;
  const std::map<std::string, Roster>& rosters_;
  const std::map<std::string, const Slots*>& listed_;
  const std::map<std::string, std::vector<std::string>>& held_;
  const std::set<BackendDevice>& unproven_;
  std::map<std::string, std::span<const Known>> devices_;
  std::map<std::string, std::pair<Slot, Slot>> collisions_;
  std::map<std::string, std::string> broken_;
  std::map<BackendDevice, const Slot*> pinned_;
  Plan plan_;
};

}  // namespace

Plan MakePlan(std::span<const SharedSelection> selections,
              const std::map<std::string, Roster>& rosters,
              const std::map<std::string, const Slots*>& listed,
              const std::map<std::string, std::vector<std::string>>& held,
              const std::set<std::pair<std::string, DeviceId>>& unproven) {
  return Planner(selections, rosters, listed, held, unproven).Make();
}

}  // namespace davit
