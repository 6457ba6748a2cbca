// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <memory>
#include <optional>

#include "src/sysfs/uevent_source.h"

namespace davit::testing {

/// Uevents that a test sends. Send and FailWith are thread-safe.
class FakeUevents final : public sysfs::UeventSource {
 public:
  FakeUevents();
  ~FakeUevents() override;

  int fd() const override;
  Result<> Drain(const std::function<void(const order::Uevent&)>& handle) override;

  void Send(order::Uevent uevent);
  void SendOverflow() { Send({"overflow", {}, {}}); }
  /// The next Drain yields this error.
  void FailWith(Error error);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace davit::testing
