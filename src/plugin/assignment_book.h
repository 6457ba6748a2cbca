// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "davit/inbox.h"

namespace davit {

/// Which device of one backend serves which resource, numbered: contract 1's Assignment. A device
/// that needs setting up is ready when Snapshot::applied has reached the number at which its own
/// line last changed, however often the others' changed since.
class AssignmentBook {
 public:
  using Lines = std::map<DeviceId, order::Assignment::Line>;

  /// Takes the lines that hold from now on. Returns whether they are news for the backend.
  bool Update(Lines lines);

  /// The newest assignment; its number is 0 while there never was a line.
  const order::Assignment& newest() const { return newest_; }

  /// The number at which the device's line last changed; nothing for a device without a line.
  std::optional<std::uint64_t> ChangedAt(const DeviceId& device) const;

 private:
  order::Assignment newest_;
  std::map<DeviceId, std::uint64_t> changed_at_;
};

}  // namespace davit
