// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/plugin/roster.h"

#include <algorithm>
#include <utility>

namespace davit {
namespace {

bool LacksSomethingOf(const Device& now, const Device& before) {
  if (!now.place.pci && before.place.pci) return true;
  if (now.place.numa.empty() && !before.place.numa.empty()) return true;
  auto mine = now.attributes.begin();
  for (const auto& [name, value] : before.attributes) {
    while (mine != now.attributes.end() && mine->first < name) ++mine;
    if (mine == now.attributes.end() || mine->first != name) return true;
  }
  return false;
}

/// The device as it now is, with what it no longer says taken from before.
std::shared_ptr<const Device> Described(const SharedSnapshot& snapshot, const Device& now,
                                        const Device* before) {
  if (before == nullptr || !LacksSomethingOf(now, *before)) {
    return std::shared_ptr<const Device>(snapshot, &now);
  }
  auto described = std::make_shared<Device>(now);
  if (!described->place.pci) described->place.pci = before->place.pci;
  if (described->place.numa.empty()) described->place.numa = before->place.numa;
  described->attributes.insert(before->attributes.begin(), before->attributes.end());
  return described;
}

bool SameButState(const Device& a, const Device& b) {
  return a.id == b.id && a.kind == b.kind && a.parent == b.parent && a.place == b.place &&
         a.occupies == b.occupies && a.attributes == b.attributes && a.when_gone == b.when_gone &&
         a.needs_setup == b.needs_setup;
}

Known::Presence WhenAbsent(const Known& known, bool ready, bool dropped) {
  if (known.presence == Known::Presence::kRetired) return known.presence;
  if (!ready) {
    return known.presence == Known::Presence::kMissing ? known.presence
                                                       : Known::Presence::kUnjudged;
  }
  return dropped || known.device->when_gone == WhenGone::kRetired ? Known::Presence::kRetired
                                                                  : Known::Presence::kMissing;
}

}  // namespace

Roster::Change Roster::Update(SharedSnapshot snapshot) {
  const bool ready = snapshot->state == Snapshot::State::kReady;
  const bool dropped = ready && expect_drops_;
  Change change =
      !speaks_ || snapshot->devices.size() != present_ ? Change::kShape : Change::kState;
  std::vector<Known> devices;
  devices.reserve(std::max(devices_.size(), snapshot->devices.size()));
  std::vector<bool> seen(devices_.size(), false);
  for (std::size_t i = 0; i < snapshot->devices.size(); ++i) {
    const Device& now = snapshot->devices[i];
    std::size_t at = i;  // mostly where it was
    if (at >= devices_.size() || devices_[at].device->id != now.id) {
      const auto found = index_.find(now.id);
      at = found == index_.end() ? devices_.size() : found->second;
    }
    const Known* before = at < devices_.size() ? &devices_[at] : nullptr;
    if (before != nullptr) seen[at] = true;
    devices.push_back({Described(snapshot, now, before ? before->device.get() : nullptr),
                       Known::Presence::kPresent});
    if (at != i || before == nullptr || before->presence != Known::Presence::kPresent ||
        !SameButState(*devices.back().device, *before->device)) {
      change = Change::kShape;
    }
  }
  for (std::size_t i = 0; i < devices_.size(); ++i) {
    if (seen[i]) continue;
    Known& gone = devices_[i];
    const Known::Presence presence = WhenAbsent(gone, ready, dropped);
    if (presence != gone.presence) {
      change = Change::kShape;
      // A copy of its own, or it would keep its whole snapshot.
      if (gone.presence == Known::Presence::kPresent) {
        gone.device = std::make_shared<const Device>(*gone.device);
      }
    }
    devices.push_back({std::move(gone.device), presence});
  }
  if (ready) expect_drops_ = false;
  speaks_ = true;
  present_ = snapshot->devices.size();
  snapshot_ = std::move(snapshot);
  devices_ = std::move(devices);
  if (change == Change::kShape) Reindex();
  return change;
}

void Roster::Stop() {
  expect_drops_ = true;
  Update(std::make_shared<const Snapshot>());
  speaks_ = false;
}

const Known* Roster::Find(const DeviceId& id) const {
  const auto found = index_.find(id);
  return found == index_.end() ? nullptr : &devices_[found->second];
}

void Roster::Forget(const std::function<bool(const DeviceId&)>& wanted) {
  const auto gone = devices_.begin() + static_cast<std::ptrdiff_t>(present_);
  const auto kept = std::remove_if(gone, devices_.end(),
                                   [&](const Known& known) { return !wanted(known.device->id); });
  if (kept == devices_.end()) return;
  devices_.erase(kept, devices_.end());
  Reindex();
}

void Roster::Reindex() {
  index_.clear();
  index_.reserve(devices_.size());
  for (std::size_t i = 0; i < devices_.size(); ++i) index_.emplace(devices_[i].device->id, i);
}

}  // namespace davit
