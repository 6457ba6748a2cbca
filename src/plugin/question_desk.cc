// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/plugin/question_desk.h"

#include <algorithm>
#include <utility>

namespace davit {

QuestionDesk::QuestionDesk(EventLoop& loop, PodResourcesSource& source, Holders& holders,
                           ChangeLog& changes, std::function<void(const Proof&)> answered)
    : loop_(loop),
      source_(source),
      holders_(holders),
      changes_(changes),
      answered_(std::move(answered)),
      alive_(std::make_shared<QuestionDesk*>(this)) {}

QuestionDesk::~QuestionDesk() { *alive_ = nullptr; }

void QuestionDesk::AskFirst() { Ask(kFirstPatience); }

void QuestionDesk::Want(bool urgent) {
  wanted_ = true;
  urgent_ = urgent;
  if (under_way_) return;
  const SteadyTime now = loop_.clock().Now();
  const std::chrono::nanoseconds gap = urgent ? kLeastGap : kInterval;
  const SteadyTime due = last_asked_ ? std::max(now, *last_asked_ + gap) : now;
  if (due <= now) {
    Ask(kPatienceAtMost);
  } else if (!due_ || due < *due_) {
    Schedule(due - now);
  }
}

void QuestionDesk::Rest() {
  wanted_ = false;
  urgent_ = false;
  due_.reset();
  timer_.reset();
}

void QuestionDesk::Schedule(std::chrono::nanoseconds delay) {
  due_ = loop_.clock().Now() + delay;
  timer_ = loop_.After(delay, [this] { Ask(kPatienceAtMost); });
}

void QuestionDesk::Ask(std::chrono::milliseconds patience) {
  due_.reset();
  timer_.reset();
  if (under_way_) return;
  under_way_ = true;
  last_asked_ = loop_.clock().Now();
  const std::uint64_t question = ++asked_;
  source_.List(patience, [alive = alive_, question](Result<std::vector<Holding>> holdings) {
    if (*alive != nullptr) (*alive)->Answered(question, std::move(holdings));
  });
}

void QuestionDesk::Answered(std::uint64_t question, Result<std::vector<Holding>> holdings) {
  under_way_ = false;
  Proof proof{.question = question, .answered = true, .now = loop_.clock().Now()};
  if (holdings.ok()) {
    holders_.NoteList(*holdings);
    changes_.Clear("pod-resources", "pod-resources answers again");
  } else if (holdings.error().code != Code::kUnimplemented) {
    // A kubelet that cannot be asked at all leaves the decision to our own notes.
    proof.answered = false;
  }
  const bool wanted = wanted_;
  answered_(proof);
  if (!holdings.ok() && (wanted || wanted_)) {
    changes_.Report("pod-resources", LogLevel::kWarning,
                    "who holds which device cannot be asked (" + holdings.error().message +
                        "): ids that are to go stay listed as Unhealthy for now");
  }
  if (wanted_) Want(urgent_);
}

}  // namespace davit
