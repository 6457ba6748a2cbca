// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/plugin/ownership.h"

#include <limits>
#include <optional>
#include <tuple>

#include "src/config/match.h"

namespace davit {
namespace {

constexpr std::size_t kNobody = std::numeric_limits<std::size_t>::max();
constexpr std::size_t kPinned = kNobody - 1;
constexpr int kDeepestFamily = 16;

/// Who has a key or a device.
struct Owner {
  std::size_t selection = kNobody;  ///< or kPinned
  const std::string* resource = nullptr;
  const Device* device = nullptr;
  const Pins::value_type* pin = nullptr;  ///< set when it is pinned, taken again or not
};

/// The devices of one backend, and who has each.
struct Family {
  std::span<const Known> known;
  std::unordered_map<DeviceId, std::size_t> index;
  std::vector<Owner> owner;     ///< of the device itself
  std::vector<Owner> excluded;  ///< by a descendant that somebody has

  explicit Family(std::span<const Known> devices)
      : known(devices), owner(devices.size()), excluded(devices.size()) {
    bool any_parent = false;
    for (const Known& one : known) any_parent = any_parent || one.device->parent.has_value();
    if (!any_parent) return;
    index.reserve(known.size());
    for (std::size_t i = 0; i < known.size(); ++i) index.emplace(known[i].device->id, i);
  }

  /// Calls `visit(index)` for every ancestor that is known.
  template <class Visit>
  void ForAncestors(std::size_t device, const Visit& visit) const {
    for (int depth = 0; depth < kDeepestFamily; ++depth) {
      const std::optional<DeviceId>& parent = known[device].device->parent;
      if (!parent) return;
      const auto found = index.find(*parent);
      if (found == index.end() || found->second == device) return;
      device = found->second;
      visit(device);
    }
  }
};

class Claims {
 public:
  Claims(std::span<const SharedSelection> selections,
         const std::map<std::string, std::span<const Known>>& devices, const Pins& pins)
      : selections_(selections), pins_(pins) {
    for (const auto& [backend, known] : devices) families_.emplace(backend, Family(known));
    result_.taken.resize(selections.size());
  }

  Ownership Run() {
    for (auto& [backend, family] : families_) {
      for (std::size_t i = 0; i < family.known.size() && !pins_.empty(); ++i) {
        const auto pin = pins_.find({backend, family.known[i].device->id});
        if (pin == pins_.end()) continue;
        Take(family, i, Owner{kPinned, &pin->second.resource, family.known[i].device.get(), &*pin});
      }
    }
    for (std::size_t s = 0; s < selections_.size(); ++s) {
      const auto family = families_.find(selections_[s]->backend);
      if (family == families_.end()) continue;
      for (std::size_t i = 0; i < family->second.known.size(); ++i) Consider(s, family->second, i);
    }
    return std::move(result_);
  }

 private:
  void Consider(std::size_t s, Family& family, std::size_t i) {
    const Selection& selection = *selections_[s];
    const Known& known = family.known[i];
    if (known.presence == Known::Presence::kRetired) return;
    if (!config::Matches(selection.selector.match, *known.device)) return;
    if (!selection.selector.owns) {
      result_.taken[s].push_back(i);
      return;
    }
    const bool missing = known.presence == Known::Presence::kMissing;
    if (family.owner[i].selection == kPinned) {
      const Pin& pin = pins_.at({selection.backend, known.device->id});
      if (pin.resource != selection.resource || !pin.may_be_taken) {
        Refuse(s, known, family.owner[i]);
        return;
      }
      family.owner[i].selection = s;  // its keys are its own already
      result_.taken[s].push_back(i);
      return;
    }
    if (family.owner[i].selection != kNobody) {
      Refuse(s, known, family.owner[i]);
      return;
    }
    if (missing) {
      family.owner[i] = Owner{s, &selection.resource, known.device.get()};
      result_.taken[s].push_back(i);
      return;
    }
    if (const std::optional<Owner> obstacle = Obstacle(s, family, i)) {
      if (obstacle->pin != nullptr) result_.contested.insert(obstacle->pin->first);
      Refuse(s, known, *obstacle);
      return;
    }
    Take(family, i, Owner{s, &selection.resource, known.device.get()});
    result_.taken[s].push_back(i);
  }

  std::optional<Owner> Obstacle(std::size_t s, const Family& family, std::size_t i) const {
    for (const std::string& key : family.known[i].device->occupies) {
      const auto found = keys_.find(key);
      if (found == keys_.end() || found->second.selection == s) continue;
      const bool own_pin =
          found->second.selection == kPinned && *found->second.resource == selections_[s]->resource;
      if (!own_pin) return found->second;
    }
    if (family.excluded[i].selection != kNobody) return family.excluded[i];
    std::optional<Owner> obstacle;
    family.ForAncestors(i, [&](std::size_t ancestor) {
      const Owner& owner = family.owner[ancestor];
      const bool there =
          family.known[ancestor].presence != Known::Presence::kMissing || owner.pin != nullptr;
      if (!obstacle && owner.selection != kNobody && there) obstacle = owner;
    });
    return obstacle;
  }

  void Take(Family& family, std::size_t i, const Owner& owner) {
    family.owner[i] = owner;
    for (const std::string& key : family.known[i].device->occupies) keys_.emplace(key, owner);
    family.ForAncestors(i, [&](std::size_t ancestor) {
      if (family.excluded[ancestor].selection == kNobody) family.excluded[ancestor] = owner;
    });
  }

  void Refuse(std::size_t s, const Known& known, const Owner& owner) {
    const auto [place, fresh] =
        refused_.try_emplace({s, owner.selection, *owner.resource}, result_.refusals.size());
    if (fresh) {
      const bool pinned = owner.selection == kPinned;
      result_.refusals.push_back(
          Refusal{.loser = selections_[s].get(),
                  .winner = *owner.resource,
                  .winner_selector = pinned ? 0 : selections_[owner.selection]->number,
                  .winner_is_leaving = pinned,
                  .device = known.device->id.value,
                  .other = owner.device->id.value});
    }
    ++result_.refusals[place->second].devices;
  }

  const std::span<const SharedSelection> selections_;
  const Pins& pins_;
  std::map<std::string, Family> families_;
  std::unordered_map<std::string, Owner> keys_;
  std::map<std::tuple<std::size_t, std::size_t, std::string>, std::size_t> refused_;
  Ownership result_;
};

}  // namespace

Ownership Own(std::span<const SharedSelection> selections,
              const std::map<std::string, std::span<const Known>>& devices, const Pins& pins) {
  return Claims(selections, devices, pins).Run();
}

}  // namespace davit
