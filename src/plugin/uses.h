// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "davit/inbox.h"
#include "src/base/event_loop.h"
#include "src/model/holders.h"
#include "src/plugin/answers.h"

namespace davit {

/// Prepare and Release: contract 1. A use begins when a container is about to start with devices of
/// a backend that prepares, and ends when PodResources says that nobody holds them any more.
///
/// Lives on the loop; what it is given outlives it. A PreStart under way when it is destroyed is
/// answered with kUnavailable.
class Uses {
 public:
  using SendOrder = std::function<void(const std::string& backend, Order order)>;

  Uses(EventLoop& loop, const Holders& holders, SendOrder send);
  ~Uses();

  /// Sends a Prepare for each of the requests behind the ids. `done` is called once, from any
  /// thread: when the last backend has answered, at the first refusal, or at the deadline.
  void Prepare(const ResourceTable& table, const std::vector<std::string>& ids, SteadyTime deadline,
               std::uint64_t asked, std::function<void(Result<>)> done);

  /// Sends a Release for each use of which nobody holds anything, as far as the question numbered
  /// `question` can tell: it was asked after the use's newest Prepare.
  void Settle(std::uint64_t question);

  /// Whether any use goes on.
  bool any() const { return !uses_.empty(); }

 private:
  struct Use {
    std::string backend;
    std::string resource;
    std::vector<std::string> ids;
    std::uint64_t asked = 0;
  };
  class PreStart;

  void Sweep();

  EventLoop& loop_;
  const Holders& holders_;
  const SendOrder send_;
  std::map<std::string, Use> uses_;
  std::vector<std::shared_ptr<PreStart>> under_way_;
};

}  // namespace davit
