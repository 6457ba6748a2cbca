// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "src/base/change_log.h"
#include "src/base/event_loop.h"
#include "src/model/holders.h"
#include "src/plugin/lifecycle.h"
#include "src/plugin/pod_resources.h"

namespace davit {

/// When PodResources is asked: contract 5. Once before the first list (a second at most), at once
/// when an id wants to go, then every ten seconds for as long as one waits; one question at a time.
/// What a backend prepared waits, too: for its end, so that it can be released.
///
/// Lives on the loop; everything it is given outlives it.
class QuestionDesk {
 public:
  static constexpr std::chrono::milliseconds kFirstPatience{1000};
  static constexpr std::chrono::milliseconds kPatienceAtMost{5000};
  static constexpr std::chrono::seconds kInterval{10};
  static constexpr std::chrono::seconds kLeastGap{1};  ///< between two questions

  /// `answered` is called on the loop after each question, with the list already in `holders`.
  QuestionDesk(EventLoop& loop, PodResourcesSource& source, Holders& holders, ChangeLog& changes,
               std::function<void(const Proof&)> answered);
  ~QuestionDesk();

  /// The number of the newest question; 0 before the first.
  std::uint64_t asked() const { return asked_; }

  /// Asks for the first time.
  void AskFirst();

  /// Somebody waits: `urgent` when it has not been asked for yet, so that the next question comes
  /// as soon as it may. Called again whenever that changes.
  void Want(bool urgent);

  /// Nobody waits any more.
  void Rest();

 private:
  void Ask(std::chrono::milliseconds patience);
  void Answered(std::uint64_t question, Result<std::vector<Holding>> holdings);
  void Schedule(std::chrono::nanoseconds delay);

  EventLoop& loop_;
  PodResourcesSource& source_;
  Holders& holders_;
  ChangeLog& changes_;
  const std::function<void(const Proof&)> answered_;
  std::uint64_t asked_ = 0;
  bool under_way_ = false;
  bool wanted_ = false;
  bool urgent_ = false;
  std::optional<SteadyTime> last_asked_;
  std::optional<SteadyTime> due_;
  std::unique_ptr<EventLoop::Handle> timer_;
  std::shared_ptr<QuestionDesk*> alive_;
};

}  // namespace davit
