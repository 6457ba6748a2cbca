// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <cstddef>
#include <string>

#include "src/model/device_list.h"

namespace davit::kubelet {

/// The largest message that the kubelet's gRPC takes: a longer list ends the stream and with it
/// the resource.
inline constexpr std::size_t kMaxListBytes = 4194304;

/// The length of a list on the wire, as a ListAndWatchResponse of v1beta1, were every id Unhealthy:
/// health never makes it longer than this.
std::size_t EncodedListSize(const DeviceList& list);

/// Lets through what the kubelet can take. Of a list that it cannot, only the health reaches it:
/// the ids stay those of the last list that fitted.
///
/// Not thread-safe; one for each resource.
class ListSizeLimit {
 public:
  explicit ListSizeLimit(std::size_t max_bytes = kMaxListBytes) : max_bytes_(max_bytes) {}

  struct Verdict {
    /// What to send: `list` itself, or the last good ids with the health that `list` tells
    /// (Unhealthy where it does not name them), or nullptr when no list ever fitted.
    SharedDeviceList send;
    /// What is wrong, empty when nothing is: count, bytes, and the largest count that fits.
    std::string complaint;
  };
  Verdict Admit(const SharedDeviceList& list);

 private:
  const std::size_t max_bytes_;
  SharedDeviceList last_good_;
};

}  // namespace davit::kubelet
