// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "davit/clock.h"
#include "davit/device.h"
#include "davit/log.h"
#include "davit/root.h"
#include "davit/state_dir.h"

namespace davit {

/// Numbers that move by the second and so never enter a snapshot. Thread-safe.
class Metrics {
 public:
  virtual ~Metrics() = default;

  /// `device` may be null for a figure of the whole backend.
  virtual void SetGauge(std::string_view name, const DeviceId* device, double value) = 0;
  virtual void AddCounter(std::string_view name, const DeviceId* device, double increment) = 0;
};

/// Who holds which device, as far as the pod-resources list last said and as we gave devices out
/// lately. Thread-safe.
class HolderNames {
 public:
  virtual ~HolderNames() = default;

  /// "namespace/pod/container" of one holder; empty when the device was given out lately and the
  /// list does not name its pod yet; nothing when nobody is known to hold it.
  virtual std::optional<std::string> HolderOf(const DeviceId& device) const = 0;
};

/// What an operator should hear of beside the state of devices: a reset, a driver that was
/// replaced. Where it goes (a log line, a Kubernetes event) is not the backend's concern.
/// Thread-safe; never blocks.
class Events {
 public:
  virtual ~Events() = default;

  /// `device` may be null for what concerns the whole backend.
  virtual void Report(const DeviceId* device, std::string_view text) = 0;
};

/// All that a backend may learn about the machine: contract 6. References outlive the backend. In
/// a worker process the same aggregate is backed by the socket pair; a backend cannot tell.
struct Host {
  const Root& root;
  const Clock& clock;
  Log& log;  ///< lines come out under the backend's name
  Metrics& metrics;
  StateDir& state;
  Events& events;
  const HolderNames& holders;
};

}  // namespace davit
