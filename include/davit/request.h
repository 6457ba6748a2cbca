// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <map>
#include <string>
#include <vector>

#include "davit/config.h"
#include "davit/device.h"
#include "davit/edits.h"

namespace davit {

/// How the edits of one purpose reach the container (NVIDIA calls it the device list strategy).
enum class Outlet { kDeviceNodes, kEnvvar, kVolumeMounts, kCdiAnnotations, kCdiCri, kNone };

/// Purpose → the outlets that render it.
using Delivery = std::map<std::string, std::vector<Outlet>>;

/// What one container is to be given of one resource, in physical terms: backends never see wire
/// ids.
struct Request {
  struct Item {
    DeviceId device;
    int shares_asked = 1;   ///< how many of the device's wire ids are asked for
    int shares_in_all = 1;  ///< into how many wire ids the device is divided; 1 also unshared
  };

  std::string use;  ///< a DRA claim's uid, else a hash of resource and wire ids
  std::string resource;
  Delivery delivery;
  ConfigNode options;       ///< of the selector that took the devices
  std::vector<Item> items;  ///< in the order asked
};

/// What depends on the request beyond the devices' own edit groups.
struct Composition {
  std::vector<EditGroup> groups;
  std::map<std::string, std::string> annotations;
};

}  // namespace davit
