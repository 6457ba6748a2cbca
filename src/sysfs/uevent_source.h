// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <functional>

#include "davit/inbox.h"
#include "davit/result.h"

namespace davit::sysfs {

/// The kernel's notices that devices came, went or changed, without a thread: the owner polls fd()
/// and calls Drain. One owner; not thread-safe. UeventMonitor is the real one,
/// testing::FakeUevents (src/testing/fake_uevents.h) a test's.
class UeventSource {
 public:
  virtual ~UeventSource() = default;

  /// Readable while a notice waits.
  virtual int fd() const = 0;

  /// Hands every waiting notice to `handle`; never blocks. When the kernel's queue ran over, one
  /// with the action "overflow" says so: look at everything.
  /// Errors: kUnavailable (the socket is broken; no notice will come any more).
  virtual Result<> Drain(const std::function<void(const order::Uevent&)>& handle) = 0;
};

}  // namespace davit::sysfs
