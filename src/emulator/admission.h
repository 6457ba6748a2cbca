// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "davit/emulator/pod.h"
#include "davit/result.h"
#include "src/emulator/node_state.h"

namespace davit::emulator {

/// The admission of one pod: which devices each container gets, step by step as the kubelet does
/// it and in its own words when it does not work out. Used once, then thrown away.
class Admission {
 public:
  Admission(NodeState& state, const Pod& pod) : state_(state), pod_(pod) {}

  /// Blocks while plugins answer.
  Verdict Run();

 private:
  using Ids = std::set<std::string>;

  Result<> AllocateContainer(const Container& container);
  Result<> AllocateResource(const Container& container, const std::string& resource, int required);

  /// The ids to ask the plugin for; none when nothing new is needed.
  Result<Ids> Choose(const Container& container, const std::string& resource, int required)
      DAVIT_REQUIRES(state_.mutex);
  /// What the plugin prefers among `available`; lets go of the lock while it thinks.
  Result<Ids> AskPreferred(const std::string& resource, const Ids& available, const Ids& taken,
                           int required) DAVIT_REQUIRES(state_.mutex);

  /// The node fit check, which comes after the devices are given.
  std::string MissingResource() DAVIT_REQUIRES(state_.mutex);

  Grant CreateContainer(const Container& container);

  NodeState& state_;
  const Pod& pod_;
  std::map<std::string, Ids> reusable_;  ///< of init containers that have run
};

}  // namespace davit::emulator
