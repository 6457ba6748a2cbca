// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/plugin/lifecycle.h"

#include <algorithm>
#include <set>
#include <unordered_set>
#include <utility>

namespace davit {
namespace {

bool SameDevice(const Slot& a, const Slot& b) {
  return a.selection != nullptr && b.selection != nullptr && a.device == b.device &&
         a.selection->backend == b.selection->backend;
}

using BackendDevice = std::pair<std::string, DeviceId>;

BackendDevice DeviceOf(const Slot& slot) { return {slot.selection->backend, slot.device}; }

}  // namespace

Slots Merged(const Slots& before, Slots wanted, std::span<const std::string> held,
             std::uint64_t asked, SteadyTime now) {
  Slots merged;
  merged.reserve(wanted.size());
  std::set<BackendDevice> in_the_way;  // devices of ids that leave
  std::vector<Slot*> fresh;
  const Leaving leaving{asked, now};

  auto old = before.begin();
  for (Slot& slot : wanted) {
    while (old != before.end() && old->id < slot.id) {
      merged.push_back(*old++);
      if (!merged.back().leaving) merged.back().leaving = leaving;
    }
    if (old == before.end() || old->id != slot.id) {
      fresh.push_back(&slot);
      continue;
    }
    if (old->selection == nullptr || SameDevice(*old, slot)) {
      merged.push_back(std::move(slot));
    } else {
      merged.push_back(*old);
      if (!merged.back().leaving) merged.back().leaving = leaving;
    }
    ++old;
  }
  for (; old != before.end(); ++old) {
    merged.push_back(*old);
    if (!merged.back().leaving) merged.back().leaving = leaving;
  }

  for (const Slot& slot : merged) {
    if (slot.leaving && slot.selection != nullptr && slot.selection->selector.owns) {
      in_the_way.insert(DeviceOf(slot));
    }
  }
  for (Slot* slot : fresh) {
    const bool waits = !in_the_way.empty() && slot->selection->selector.owns &&
                       in_the_way.count(DeviceOf(*slot)) != 0;
    if (!waits) merged.push_back(std::move(*slot));
  }
  const auto by_id = [](const Slot& a, const Slot& b) { return a.id < b.id; };
  if (!fresh.empty()) std::sort(merged.begin(), merged.end(), by_id);

  const std::size_t listed = merged.size();
  for (const std::string& id : held) {
    const auto end = merged.begin() + static_cast<std::ptrdiff_t>(listed);
    const auto at =
        std::lower_bound(merged.begin(), end, id,
                         [](const Slot& slot, const std::string& one) { return slot.id < one; });
    if (at == end || at->id != id) {
      merged.push_back(Slot{.id = id, .selection = nullptr, .device = {}, .leaving = leaving});
    }
  }
  if (merged.size() > listed) std::sort(merged.begin(), merged.end(), by_id);
  return merged;
}

std::size_t Settle(Slots& slots, const Proof& proof,
                   const std::function<bool(const std::string& id)>& held) {
  return std::erase_if(slots, [&](const Slot& slot) {
    if (!slot.leaving || slot.leaving->after_question >= proof.question) return false;
    if (!proof.answered && proof.now - slot.leaving->since < kPatience) return false;
    return !held(slot.id);
  });
}

bool AnyLeaving(const Slots& slots) {
  return std::any_of(slots.begin(), slots.end(),
                     [](const Slot& s) { return s.leaving.has_value(); });
}

bool AnyUnasked(const Slots& slots, std::uint64_t asked) {
  return std::any_of(slots.begin(), slots.end(), [&](const Slot& slot) {
    return slot.leaving && slot.leaving->after_question >= asked;
  });
}

}  // namespace davit
