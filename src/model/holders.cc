// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/model/holders.h"

#include <utility>

namespace davit {

bool Holders::HeldLocked(const Note& note) const {
  if (note.holder) return true;
  return !note.was_listed && note.answered && clock_.Now() - *note.answered < kAnswerCounts;
}

void Holders::NoteAnswer(const std::string& resource, std::span<const std::string> ids) {
  const SteadyTime now = clock_.Now();
  MutexLock lock(mutex_);
  auto& notes = notes_[resource];
  for (const std::string& id : ids) {
    Note& note = notes[id];
    note.answered = now;
    // Given away anew: whom the last list named may be gone by now, and a list that was made before
    // the new pod came into it must not end what we just gave.
    note.was_listed = false;
  }
}

void Holders::NoteList(std::span<const Holding> holdings) {
  MutexLock lock(mutex_);
  for (auto& [resource, notes] : notes_) {
    for (auto& [id, note] : notes) note.holder.reset();
  }
  for (const Holding& holding : holdings) {
    auto& notes = notes_[holding.resource];
    for (const std::string& id : holding.ids) {
      Note& note = notes[id];
      note.was_listed = true;
      note.holder = holding.holder;
    }
  }
  // What is not held any more needs no note.
  for (auto resource = notes_.begin(); resource != notes_.end();) {
    std::erase_if(resource->second, [this](const auto& entry) DAVIT_REQUIRES(mutex_) {
      return !HeldLocked(entry.second);
    });
    resource = resource->second.empty() ? notes_.erase(resource) : std::next(resource);
  }
}

bool Holders::Held(const std::string& resource, const std::string& id) const {
  MutexLock lock(mutex_);
  const auto notes = notes_.find(resource);
  if (notes == notes_.end()) return false;
  const auto note = notes->second.find(id);
  return note != notes->second.end() && HeldLocked(note->second);
}

std::optional<std::string> Holders::HolderOf(const std::string& resource,
                                             const std::string& id) const {
  MutexLock lock(mutex_);
  const auto notes = notes_.find(resource);
  if (notes == notes_.end()) return std::nullopt;
  const auto note = notes->second.find(id);
  return note == notes->second.end() ? std::nullopt : note->second.holder;
}

std::vector<std::string> Holders::HeldOf(const std::string& resource) const {
  MutexLock lock(mutex_);
  std::vector<std::string> held;
  const auto notes = notes_.find(resource);
  if (notes == notes_.end()) return held;
  for (const auto& [id, note] : notes->second) {
    if (HeldLocked(note)) held.push_back(id);
  }
  return held;
}

}  // namespace davit
