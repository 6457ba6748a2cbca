// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "davit/clock.h"

namespace davit {

/// A physical device's name within its backend: 1 to 128 bytes of UTF-8 without control bytes.
/// Never the id that the kubelet sees (that one is a wire id, a plain string).
struct DeviceId {
  std::string value;

  friend auto operator<=>(const DeviceId&, const DeviceId&) = default;
};

/// A PCI function as sysfs writes it: "0000:3b:00.0".
struct PciAddress {
  std::string value;

  friend auto operator<=>(const PciAddress&, const PciAddress&) = default;
};

/// The index of a NUMA node, never negative: "not known" is the absence of one.
struct NumaNode {
  int value = 0;

  friend auto operator<=>(const NumaNode&, const NumaNode&) = default;
};

using AttributeValue = std::variant<std::string, std::int64_t, bool>;

/// How bad a fault is: a fatal one makes the device Unhealthy unless its selector ignores the
/// code; a warning is only shown.
enum class Severity { kWarning, kFatal };

/// One thing that is wrong with a device.
struct Fault {
  std::string code;  ///< stable and short, what a selector's `ignore` names: "missing", "xid-79"
  Severity severity = Severity::kFatal;
  std::string text;  ///< for people: what is wrong and what to do
  WallTime since;

  friend bool operator==(const Fault&, const Fault&) = default;
};

/// What to think of a device that a later ready snapshot does not list.
enum class WhenGone {
  kMissing,  ///< it may come back under this id: stays, Unhealthy
  kRetired,  ///< it never will (UUID destroyed): Unhealthy while held, then gone
};

/// Where a device sits. Nothing in it means: not known.
struct Place {
  std::optional<PciAddress> pci;
  std::vector<NumaNode> numa;  ///< sorted, without repeats

  friend bool operator==(const Place&, const Place&) = default;
};

/// One device of one backend, as it was when its snapshot was made. A plain value.
struct Device {
  DeviceId id;
  std::string kind;                ///< of the backend's own words: "gpu", "mig", "hca", "node"
  std::optional<DeviceId> parent;  ///< the device this one is a part of
  Place place;
  /// Hardware keys that only one owning selector may hand out: "pci:<address>",
  /// "dev:<c|b>:<major>:<minor>", "netdev:<name>". Empty means "<backend>:<id>".
  std::vector<std::string> occupies;
  std::map<std::string, AttributeValue> attributes;
  std::vector<std::string> edit_groups;  ///< names in Snapshot::edits, in the order applied
  std::vector<Fault> faults;
  WhenGone when_gone = WhenGone::kMissing;
  bool needs_setup = false;  ///< Unhealthy until Snapshot::applied reaches its assignment

  friend bool operator==(const Device&, const Device&) = default;
};

}  // namespace davit

template <>
struct std::hash<davit::DeviceId> {
  std::size_t operator()(const davit::DeviceId& id) const noexcept {
    return std::hash<std::string>()(id.value);
  }
};
