// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <memory>

#include "src/sysfs/uevent_source.h"

namespace davit::sysfs {

/// Uevents from the kernel's own netlink group, so that neither udevd nor the host's network
/// namespace is needed; a device's node may appear in /dev a moment after its notice.
class UeventMonitor final : public UeventSource {
 public:
  /// Errors: as ErrnoError (kPermissionDenied where netlink is closed to us).
  static Result<std::unique_ptr<UeventMonitor>> Create();
  ~UeventMonitor() override;

  int fd() const override;
  Result<> Drain(const std::function<void(const order::Uevent&)>& handle) override;

 private:
  struct Impl;
  explicit UeventMonitor(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace davit::sysfs
