// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "davit/fd.h"
#include "davit/result.h"
#include "src/base/event_loop.h"

namespace davit::kubelet {

/// Dials a socket of ours as the kubelet will, and waits for the first bytes of the answer: proof
/// that who dials the path reaches a server, before the kubelet is told of it.
///
/// Lives on the loop; destroying it ends the check without a word.
class SelfCheck {
 public:
  /// `done` is called once, on the loop, never from within the constructor. Errors: kUnavailable
  /// (refused, or closed), kDeadlineExceeded.
  SelfCheck(EventLoop& loop, std::string path, std::chrono::milliseconds deadline,
            std::function<void(Result<>)> done);

 private:
  Result<> Dial();
  void Readable();
  void Finish(Result<> result);

  EventLoop& loop_;
  const std::string path_;
  std::function<void(Result<>)> done_;
  UniqueFd fd_;
  std::unique_ptr<EventLoop::Handle> readable_;  // before fd_ in destruction
  std::unique_ptr<EventLoop::Handle> timer_;
};

}  // namespace davit::kubelet
