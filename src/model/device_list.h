// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "davit/device.h"

namespace davit {

/// One line of what the kubelet is told of a resource.
struct ListedDevice {
  std::string id;  ///< the wire id
  bool healthy = true;
  std::vector<NumaNode> numa;  ///< empty: topology stays unset on the wire

  friend bool operator==(const ListedDevice&, const ListedDevice&) = default;
};

/// The whole list of one resource at one moment: ids unique, sorted in a fixed order. Immutable
/// and shared once published.
using DeviceList = std::vector<ListedDevice>;
using SharedDeviceList = std::shared_ptr<const DeviceList>;

}  // namespace davit
