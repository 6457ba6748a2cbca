// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/kubelet/registration.h"

#include <algorithm>
#include <utility>

namespace davit::kubelet {

using namespace std::chrono_literals;

std::string_view EndpointStateName(EndpointState state) {
  switch (state) {
    case EndpointState::kServing:
      return "serving";
    case EndpointState::kRegistering:
      return "registering";
    case EndpointState::kRegistered:
      return "registered";
    case EndpointState::kActive:
      return "active";
    case EndpointState::kLost:
      return "lost";
    case EndpointState::kClosed:
      return "closed";
  }
  return "?";
}

RegistrationMachine::RegistrationMachine(EventLoop& loop, RegistrationSeams& seams, Options options)
    : loop_(loop),
      seams_(seams),
      options_(options),
      failures_(options.timing.retry, options.seed),
      fresh_failures_(options.timing.fresh_retry, options.seed + 1),
      losses_({options.timing.between, options.timing.retry.cap}, options.seed + 2) {}

RegistrationMachine::~RegistrationMachine() = default;

template <class Continuation>
auto RegistrationMachine::IfCurrent(Continuation continuation) {
  return [continuation = std::move(continuation), number = *attempt_,
          current = std::weak_ptr<std::uint64_t>(attempt_)](const Result<>& result) {
    if (const auto now = current.lock(); now != nullptr && *now == number) continuation(result);
  };
}

void RegistrationMachine::Begin() {
  NoteKubelet();
  Attempt();
}

/// Whether kubelet.sock is another one than the last that we saw; then old failures say nothing.
bool RegistrationMachine::NoteKubelet() {
  if (!Registers()) return false;
  const std::optional<FileIdentity> kubelet = seams_.Kubelet();
  if (!kubelet || kubelet == seen_kubelet_) return false;
  seen_kubelet_ = kubelet;
  fresh_until_ = loop_.clock().Now() + options_.timing.fresh;
  failures_.Reset();
  fresh_failures_.Reset();
  losses_.Reset();
  lost_lately_ = false;
  return true;
}

void RegistrationMachine::Look() {
  const bool new_kubelet = NoteKubelet();
  const bool ours = seams_.SocketIsOurs();
  switch (state_) {
    case EndpointState::kServing:
    case EndpointState::kLost:
      if (new_kubelet) {
        Schedule(0ms);
      } else if (!Registers() && !ours) {
        Lose("our socket's path does not lead to us any more", options_.timing.settle);
      }
      return;
    case EndpointState::kRegistering:
      // The kubelet that we called is gone, or the one that answers will not find us.
      if (new_kubelet && tried_kubelet_ != seen_kubelet_) {
        Lose("kubelet.sock is a new one", 0ms);
      } else if (!ours) {
        Lose("our socket's path does not lead to us any more", options_.timing.settle);
      }
      return;
    case EndpointState::kRegistered:
    case EndpointState::kActive:
      if (Registers() && seen_kubelet_ != registered_kubelet_) {
        Lose("kubelet.sock is a new one", 0ms);
      } else if (!ours) {
        Lose("our socket's path does not lead to us any more", options_.timing.settle);
      }
      return;
    case EndpointState::kClosed:
      return;
  }
}

void RegistrationMachine::Attempt() {
  timer_.reset();
  ++*attempt_;
  seams_.PrepareSocket(std::exchange(renew_, false),
                       IfCurrent([this](const Result<>& prepared) { Prepared(prepared); }));
}

void RegistrationMachine::Prepared(const Result<>& prepared) {
  if (!prepared.ok()) return Failed(prepared.error());
  if (!Registers()) {
    // The kubelet finds the socket by itself; nothing to do until it comes.
    if (state_ != EndpointState::kServing) Enter(EndpointState::kServing);
    return;
  }
  NoteKubelet();
  const std::optional<FileIdentity> kubelet = seams_.Kubelet();
  if (!kubelet) return Failed({Code::kNotFound, "waiting for the kubelet: no kubelet.sock yet"});
  tried_kubelet_ = kubelet;
  timer_.reset();
  Enter(EndpointState::kRegistering, detail_);
  seams_.Register(
      options_.timing.register_deadline,
      IfCurrent([this, kubelet](const Result<>& answer) { Answered(answer, kubelet); }));
}

void RegistrationMachine::Answered(const Result<>& answer,
                                   const std::optional<FileIdentity>& kubelet) {
  // A stream that came meanwhile is the truth, whatever the call says.
  if (!answer.ok()) {
    if (state_ != EndpointState::kActive) Failed(answer.error());
    return;
  }
  ++registrations_;
  registered_kubelet_ = kubelet;
  registered_at_ = loop_.clock().Now();
  if (state_ != EndpointState::kActive) AwaitStream();
  Look();  // the kubelet may have wiped the directory meanwhile, or be another one by now
}

void RegistrationMachine::AwaitStream() {
  Enter(EndpointState::kRegistered);
  timer_ = loop_.After(options_.timing.unconfirmed, [this] {
    renew_ = !Registers();
    Lose("the kubelet accepted the registration but never called ListAndWatch",
         std::min<Milliseconds>(failures_.Next(), 9000ms));
  });
}

void RegistrationMachine::StreamOpened(std::uint64_t stream) {
  newest_stream_ = std::max(newest_stream_, stream);
  if (state_ == EndpointState::kActive || state_ == EndpointState::kClosed) return;
  timer_.reset();
  failures_.Reset();
  fresh_failures_.Reset();
  active_since_ = loop_.clock().Now();
  // It may have come before the answer to Register, or although that failed.
  if (state_ != EndpointState::kRegistered) {
    registered_kubelet_ = tried_kubelet_;
    registered_at_ = active_since_;
  }
  Enter(EndpointState::kActive);
  Look();
}

void RegistrationMachine::StreamEnded(std::uint64_t stream) {
  // An older stream's end says nothing of the newest. (Kubelets 1.25 to 1.36 then cancel the newest
  // too, and that is seen as its own end.)
  if (stream != newest_stream_ || state_ != EndpointState::kActive) return;
  if (loop_.clock().Now() - active_since_ >= options_.timing.steady) {
    losses_.Reset();
    lost_lately_ = false;
  }
  const Milliseconds delay =
      std::exchange(lost_lately_, true) ? losses_.Next() : options_.timing.settle;
  renew_ = !Registers();
  Lose("the kubelet ended ListAndWatch", delay);
}

void RegistrationMachine::RegistrationStatus(bool registered, const std::string& error) {
  if (Registers() || state_ == EndpointState::kClosed) return;
  if (!registered) {
    // It tries again by itself as long as the socket is there.
    if (state_ != EndpointState::kActive) {
      timer_.reset();
      Enter(EndpointState::kServing, "the kubelet refused: " + error, Code::kUnknown);
    }
    return;
  }
  ++registrations_;
  if (state_ != EndpointState::kActive) AwaitStream();
}

void RegistrationMachine::Failed(const Error& error) {
  const bool fresh =
      error.code == Code::kUnavailable && fresh_until_ && loop_.clock().Now() < *fresh_until_;
  const EndpointState state = registrations_ == 0 ? EndpointState::kServing : EndpointState::kLost;
  Enter(state, error.message, error.code);
  Schedule(fresh ? fresh_failures_.Next() : failures_.Next());
}

void RegistrationMachine::Lose(const std::string& why, Milliseconds delay) {
  ++*attempt_;  // whatever is under way does not count any more
  if (Registers() && registered_kubelet_ && registered_kubelet_ == seams_.Kubelet()) {
    const auto since =
        std::chrono::duration_cast<Milliseconds>(loop_.clock().Now() - registered_at_);
    delay = std::max(delay, options_.timing.between - since);
  }
  Enter(EndpointState::kLost, why);
  Schedule(delay);
}

void RegistrationMachine::Schedule(Milliseconds delay) {
  timer_ = loop_.After(delay, [this] { Attempt(); });
}

void RegistrationMachine::Enter(EndpointState state, std::string detail, Code code) {
  state_ = state;
  detail_ = std::move(detail);
  seams_.Reached(state_, detail_, code);
}

}  // namespace davit::kubelet
