// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "davit/clock.h"
#include "davit/config.h"
#include "davit/device.h"
#include "davit/request.h"
#include "davit/result.h"

namespace davit {

/// Orders to a backend: contract 1, downwards.
namespace order {

/// Return from Run.
struct Stop {};

/// The kernel said that a device came, went or changed. Only a hint: the backend looks again.
/// An overflow of the kernel's queue comes as one with `action` "overflow" and nothing else.
struct Uevent {
  std::string action;  ///< add, remove, change, bind, unbind, overflow
  std::string subsystem;
  std::string devpath;  ///< below /sys
};

/// Which device serves which resource from now on, for what must be set up before use. The newest
/// wins; Snapshot::applied answers with its number.
struct Assignment {
  struct Line {
    std::string resource;
    ConfigNode options;
    std::optional<std::string> sharing_kind;
    int shares = 1;

    friend bool operator==(const Line&, const Line&) = default;
  };

  std::uint64_t number = 0;
  std::map<DeviceId, Line> lines;
};

/// Make the devices of a request ready; answered once through `done`, from any thread, with edits
/// (none may be needed in v1beta1) or a refusal. Idempotent per use.
struct Prepare {
  Request request;
  SteadyTime deadline;
  std::function<void(Result<ContainerEdits>)> done;
};

/// Nothing of that use is held any more. Idempotent.
struct Release {
  std::string use;
};

}  // namespace order

using Order =
    std::variant<order::Stop, order::Uevent, order::Assignment, order::Prepare, order::Release>;

/// The orders of one backend, in the order given. Take is called by the backend's thread only.
///
/// Implementations: a queue with an eventfd for a thread in this process (src/plugin/
/// inbox_queue.h); the socket pair itself in a worker process.
class Inbox {
 public:
  virtual ~Inbox() = default;

  /// Readable when Take would yield something: one descriptor for the backend's poll(2).
  virtual int fd() const = 0;

  /// The next order, or nothing. Never blocks. Of several Assignments only the newest is kept.
  virtual std::optional<Order> Take() = 0;
};

}  // namespace davit
