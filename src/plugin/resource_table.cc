// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/plugin/resource_table.h"

#include <algorithm>

namespace davit {

config::Policy DefaultPolicy(const Slots& slots) {
  const bool shared =
      std::any_of(slots.begin(), slots.end(), [](const Slot& slot) { return slot.shares > 1; });
  return shared ? config::Policy::kSpread : config::Policy::kTopology;
}

Layout::Layout(Slots ids, config::Policy policy_in) : slots(std::move(ids)), policy(policy_in) {
  using PartKey = std::pair<const Selection*, std::string_view>;
  std::map<PartKey, std::size_t> known;
  index.reserve(slots.size());
  part_of.reserve(slots.size());
  for (std::size_t i = 0; i < slots.size(); ++i) {
    const Slot& slot = slots[i];
    index.emplace(slot.id, i);
    if (slot.selection == nullptr) {
      part_of.push_back(kNoDevice);
      continue;
    }
    const auto [at, fresh] =
        known.try_emplace(PartKey{slot.selection.get(), slot.device.value}, parts.size());
    if (fresh) parts.push_back(Part{slot.selection, slot.device, slot.shares});
    if (!slot.leaving) parts[at->second].shares = slot.shares;
    part_of.push_back(at->second);
  }
}

const Slot* ResourceTable::Find(std::string_view id) const {
  const auto found = layout->index.find(id);
  return found == layout->index.end() ? nullptr : &layout->slots[found->second];
}

std::size_t ResourceTable::PartOf(const Slot& slot) const {
  return layout->part_of[static_cast<std::size_t>(&slot - layout->slots.data())];
}

bool ResourceTable::Healthy(const Slot& slot) const {
  const std::size_t part = PartOf(slot);
  return !slot.leaving && part != Layout::kNoDevice && parts[part].healthy;
}

std::string ResourceTable::Complaint(const Slot& slot) const {
  const std::size_t part = PartOf(slot);
  if (part == Layout::kNoDevice) return "a pod holds this id, but its device is not on this node";
  if (!parts[part].healthy) return parts[part].reason;
  if (slot.leaving) {
    return "its device is no longer part of " + resource + " and leaves it when no pod holds it";
  }
  return {};
}

SharedDeviceList ListOf(const ResourceTable& table, const SharedDeviceList& before) {
  const Slots& slots = table.layout->slots;
  auto list = std::make_shared<DeviceList>();
  list->reserve(slots.size());
  for (const Slot& slot : slots) {
    const std::size_t part = table.PartOf(slot);
    const Device* device = part == Layout::kNoDevice ? nullptr : table.parts[part].device.get();
    list->push_back(ListedDevice{.id = slot.id,
                                 .healthy = table.Healthy(slot),
                                 .numa = device ? device->place.numa : std::vector<NumaNode>{}});
  }
  if (before != nullptr && *before == *list) return before;
  return list;
}

std::shared_ptr<const Closeness> ClosenessOf(
    const Layout& layout, const std::map<std::string, SharedSnapshot>& snapshots) {
  auto closeness = std::make_shared<Closeness>(layout.parts.size());
  bool any = false;
  for (const auto& [backend, snapshot] : snapshots) {
    if (snapshot == nullptr || snapshot->links.empty()) continue;
    std::unordered_multimap<std::string_view, std::size_t> parts;
    for (std::size_t i = 0; i < layout.parts.size(); ++i) {
      if (layout.parts[i].selection->backend == backend) {
        parts.emplace(layout.parts[i].device.value, i);
      }
    }
    for (const Link& link : snapshot->links) {
      const auto from = parts.equal_range(link.a.value);
      const auto to = parts.equal_range(link.b.value);
      for (auto a = from.first; a != from.second; ++a) {
        for (auto b = to.first; b != to.second; ++b) {
          (*closeness)[a->second].emplace_back(b->second, link.weight);
          (*closeness)[b->second].emplace_back(a->second, link.weight);
          any = true;
        }
      }
    }
  }
  return any ? closeness : nullptr;
}

}  // namespace davit
