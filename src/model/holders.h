// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "davit/clock.h"
#include "src/base/mutex.h"

namespace davit {

/// One container that holds devices, as the kubelet's pod-resources list says it.
struct Holding {
  std::string holder;  ///< "namespace/pod/container"
  std::string resource;
  std::vector<std::string> ids;  ///< wire ids
};

/// Which wire ids are held, and by whom: contract 5. An id is held when the pod-resources list
/// names it, or when we answered with it less than ten minutes ago; once it was listed, the list
/// alone decides.
///
/// Thread-safe: Allocate notes answers from gRPC threads, the loop brings lists and asks.
class Holders {
 public:
  static constexpr std::chrono::minutes kAnswerCounts{10};

  explicit Holders(const Clock& clock) : clock_(clock) {}

  /// We answered Allocate with these ids: they count for ten minutes anew, whatever a list said.
  void NoteAnswer(const std::string& resource, std::span<const std::string> ids);

  /// The newest pod-resources list replaces the one before.
  void NoteList(std::span<const Holding> holdings);

  bool Held(const std::string& resource, const std::string& id) const;
  std::optional<std::string> HolderOf(const std::string& resource, const std::string& id) const;

  /// The ids of a resource that are held now, sorted.
  std::vector<std::string> HeldOf(const std::string& resource) const;

 private:
  struct Note {
    std::optional<SteadyTime> answered;
    bool was_listed = false;
    std::optional<std::string> holder;
  };
  bool HeldLocked(const Note& note) const DAVIT_REQUIRES(mutex_);

  const Clock& clock_;
  mutable Mutex mutex_;
  std::map<std::string, std::map<std::string, Note>> notes_ DAVIT_GUARDED_BY(mutex_);
};

}  // namespace davit
