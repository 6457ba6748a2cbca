// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "davit/result.h"
#include "src/base/event_loop.h"
#include "src/kubelet/backoff.h"
#include "src/kubelet/endpoint_state.h"
#include "src/kubelet/file_identity.h"

namespace davit::kubelet {

/// The times of the registration state machine. Only tests change them.
struct RegistrationTiming {
  std::chrono::milliseconds register_deadline{15000};  ///< the kubelet dials back for up to 10 s
  std::chrono::milliseconds unconfirmed{5000};         ///< from "registered" to the stream, at most
  std::chrono::milliseconds between{1000};             ///< after a success, with the same kubelet
  std::chrono::milliseconds settle{100};    ///< after a loss: let a kubelet finish its wipe
  std::chrono::milliseconds steady{30000};  ///< a stream that lasted so long was no accident
  std::chrono::milliseconds fresh{2000};    ///< a new kubelet.sock may refuse for a moment
  Backoff::Range retry{std::chrono::milliseconds(500), std::chrono::milliseconds(10000)};
  Backoff::Range fresh_retry{std::chrono::milliseconds(25), std::chrono::milliseconds(500)};
};

/// What the state machine sees and moves: one resource's socket, and the kubelet's.
class RegistrationSeams {
 public:
  virtual ~RegistrationSeams() = default;

  /// Which kubelet.sock lies there now, if any.
  virtual std::optional<FileIdentity> Kubelet() const = 0;

  /// Whether the path that the kubelet dials still leads to our socket.
  virtual bool SocketIsOurs() const = 0;

  /// Sees to it that a socket of ours is there and answers, under a new name if the old one is gone
  /// or taken, or if `renew`; then calls `done`, perhaps at once. A later call drops an earlier
  /// one that is under way.
  virtual void PrepareSocket(bool renew, std::function<void(Result<>)> done) = 0;

  /// Registers the prepared socket (Registrar::Register).
  virtual void Register(std::chrono::milliseconds deadline, std::function<void(Result<>)> done) = 0;

  /// Where the registration stands now, why, and with which error when it is one (kOk: it is not).
  virtual void Reached(EndpointState state, const std::string& detail, Code code) = 0;
};

/// The registration state machine of one resource. Three independent signals say that a
/// registration is lost: its stream ended, kubelet.sock is another one, our socket's path does not
/// lead to us any more. While it is not active an attempt is always due or under way.
///
/// Watcher mode is the same machine without the call: the socket lies in plugins_registry, the
/// kubelet comes by itself, and a lost stream is answered by making the socket anew.
///
/// Lives on the loop. Stream numbers count up. `loop` and `seams` outlive it.
class RegistrationMachine {
 public:
  enum class Mode { kRegister, kWatcher };
  struct Options {
    Mode mode = Mode::kRegister;
    RegistrationTiming timing;
    std::uint32_t seed = 1;  ///< of the jitter
  };

  RegistrationMachine(EventLoop& loop, RegistrationSeams& seams, Options options);
  ~RegistrationMachine();

  /// Begins to register. Once.
  void Begin();
  /// Something happened to the sockets' directory: look whether it concerns us.
  void Look();
  void StreamOpened(std::uint64_t stream);
  void StreamEnded(std::uint64_t stream);
  /// Watcher mode: what the kubelet made of us.
  void RegistrationStatus(bool registered, const std::string& error);

  EndpointState state() const { return state_; }
  const std::string& detail() const { return detail_; }
  int registrations() const { return registrations_; }

 private:
  using Milliseconds = std::chrono::milliseconds;

  void Attempt();
  void Prepared(const Result<>& prepared);
  void Answered(const Result<>& answer, const std::optional<FileIdentity>& kubelet);
  void AwaitStream();
  void Failed(const Error& error);
  /// Not registered (any more): tries again after `delay`, later if we registered only just now.
  void Lose(const std::string& why, Milliseconds delay);
  void Schedule(Milliseconds delay);
  void Enter(EndpointState state, std::string detail = {}, Code code = Code::kOk);
  bool NoteKubelet();
  bool Registers() const { return options_.mode == Mode::kRegister; }

  /// Wraps a continuation of this attempt: it does nothing once another attempt has begun, or the
  /// machine is gone.
  template <class Continuation>
  auto IfCurrent(Continuation continuation);

  EventLoop& loop_;
  RegistrationSeams& seams_;
  const Options options_;

  EndpointState state_ = EndpointState::kServing;
  std::string detail_;
  int registrations_ = 0;

  std::shared_ptr<std::uint64_t> attempt_ = std::make_shared<std::uint64_t>(0);
  std::unique_ptr<EventLoop::Handle> timer_;  ///< the next attempt, or the wait for a stream
  Backoff failures_;                          ///< of attempts
  Backoff fresh_failures_;                    ///< of attempts, while kubelet.sock is new
  Backoff losses_;                            ///< of streams
  bool lost_lately_ = false;
  bool renew_ = false;  ///< watcher mode: make the socket anew
  std::uint64_t newest_stream_ = 0;
  SteadyTime active_since_;

  std::optional<FileIdentity> seen_kubelet_;        ///< the last kubelet.sock that we saw
  std::optional<SteadyTime> fresh_until_;           ///< seen_kubelet_ is new until then
  std::optional<FileIdentity> tried_kubelet_;       ///< the one of this attempt
  std::optional<FileIdentity> registered_kubelet_;  ///< the one of the last success
  SteadyTime registered_at_;
};

}  // namespace davit::kubelet
