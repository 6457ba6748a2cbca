// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/backends/fake/machine.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "src/backends/fake/options.h"

namespace davit::fake {
namespace {

Result<std::vector<NumaNode>> ReadNuma(std::string_view text) {
  std::vector<NumaNode> nodes;
  while (!text.empty()) {
    const std::string_view item = text.substr(0, text.find(','));
    int number = 0;
    const auto [end, error] = std::from_chars(item.data(), item.data() + item.size(), number);
    if (error != std::errc() || end != item.data() + item.size() || number < 0) {
      return Error{Code::kInvalidArgument, "'" + std::string(item) + "' is no NUMA node"};
    }
    nodes.push_back({number});
    text.remove_prefix(std::min(text.size(), item.size() + 1));
  }
  std::ranges::sort(nodes);
  nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
  return nodes;
}

void SetFault(Device& device, const Command& command, WallTime now) {
  const Severity severity = command.verb == Verb::kWarn ? Severity::kWarning : Severity::kFatal;
  const std::string text = command.text.empty() ? "the control file says so" : command.text;
  for (Fault& fault : device.faults) {
    if (fault.code != command.code) continue;
    if (fault.severity != severity) fault.since = now;
    fault.severity = severity;
    fault.text = text;
    return;
  }
  device.faults.push_back({.code = command.code, .severity = severity, .text = text, .since = now});
}

}  // namespace

Machine::Machine(Snapshot begin) : snapshot_(std::move(begin)) { Reindex(); }

Result<> Machine::Apply(const Command& command, WallTime now) {
  switch (command.verb) {
    case Verb::kWaiting:
      snapshot_.state = Snapshot::State::kWaiting;
      snapshot_.waiting_for = command.text.empty() ? "the control file" : command.text;
      return {};
    case Verb::kReady:
      snapshot_.state = Snapshot::State::kReady;
      snapshot_.waiting_for.clear();
      return {};
    case Verb::kHang:
      return {};
    case Verb::kAdd:
      return Add(command);
    case Verb::kRestore:
      return Restore(command.id);
    default:
      break;
  }
  ASSIGN_OR_RETURN(const std::vector<std::size_t> found, Find(command.id));
  for (const std::size_t position : found) {
    Device& device = snapshot_.devices[position];
    switch (command.verb) {
      case Verb::kUnhealthy:
      case Verb::kWarn:
        SetFault(device, command, now);
        break;
      case Verb::kRecover:
        std::erase_if(device.faults, [&](const Fault& fault) {
          return command.code.empty() || fault.code == command.code;
        });
        break;
      case Verb::kRemove:
        removed_[device.id.value] = device;
        break;
      case Verb::kRetire:
        device.when_gone = WhenGone::kRetired;
        retired_.push_back(device.id.value);
        break;
      case Verb::kRefuse:
        refused_[device.id.value] =
            command.text.empty() ? "the control file says so" : command.text;
        break;
      case Verb::kAccept:
        refused_.erase(device.id.value);
        break;
      default:
        break;
    }
  }
  if (command.verb == Verb::kRemove) Erase(found);
  return {};
}

void Machine::DropRetired() {
  std::vector<std::size_t> positions;
  for (const std::string& id : retired_) {
    const auto found = index_.find(id);
    if (found != index_.end()) positions.push_back(found->second);
  }
  retired_.clear();
  std::ranges::sort(positions);
  Erase(positions);
}

const std::string* Machine::RefusalOf(const DeviceId& device) const {
  const auto found = refused_.find(device.value);
  return found == refused_.end() ? nullptr : &found->second;
}

Result<std::vector<std::size_t>> Machine::Find(const std::string& id) const {
  std::vector<std::size_t> positions;
  if (id == "*") {
    for (std::size_t i = 0; i < snapshot_.devices.size(); ++i) positions.push_back(i);
    return positions;
  }
  const auto found = index_.find(id);
  if (found == index_.end()) return Error{Code::kNotFound, "no device has the id '" + id + "'"};
  positions.push_back(found->second);
  return positions;
}

Result<> Machine::Add(const Command& command) {
  if (index_.contains(command.id)) {
    return Error{Code::kAlreadyExists, "a device has the id '" + command.id + "' already"};
  }
  Device device{.id = {command.id}, .kind = "device"};
  std::string node;
  for (const auto& [key, value] : command.settings) {
    if (key == "kind") {
      device.kind = value;
    } else if (key == "parent") {
      device.parent = DeviceId{value};
    } else if (key == "pci") {
      device.place.pci = PciAddress{value};
    } else if (key == "numa") {
      ASSIGN_OR_RETURN(device.place.numa, ReadNuma(value));
    } else if (key == "node") {
      node = value;
    } else {
      device.attributes.insert_or_assign(key, ReadAttribute(value, false));
    }
  }
  if (!node.empty()) {
    const std::string group = "device " + command.id;
    snapshot_.edits.insert_or_assign(group, NodeGroup(node));
    device.edit_groups.push_back(group);
  }
  removed_.erase(command.id);
  index_.emplace(command.id, snapshot_.devices.size());
  snapshot_.devices.push_back(std::move(device));
  return {};
}

Result<> Machine::Restore(const std::string& id) {
  const auto begin = id == "*" ? removed_.begin() : removed_.find(id);
  if (id != "*" && begin == removed_.end()) {
    return Error{Code::kNotFound, "no device with the id '" + id + "' was removed"};
  }
  const auto end = id == "*" ? removed_.end() : std::next(begin);
  for (auto it = begin; it != end; ++it) {
    index_.emplace(it->first, snapshot_.devices.size());
    snapshot_.devices.push_back(std::move(it->second));
  }
  removed_.erase(begin, end);
  return {};
}

void Machine::Erase(const std::vector<std::size_t>& positions) {
  for (auto it = positions.rbegin(); it != positions.rend(); ++it) {
    snapshot_.devices.erase(snapshot_.devices.begin() + static_cast<std::ptrdiff_t>(*it));
  }
  Reindex();
}

void Machine::Reindex() {
  index_.clear();
  for (std::size_t i = 0; i < snapshot_.devices.size(); ++i) {
    index_.emplace(snapshot_.devices[i].id.value, i);
  }
}

}  // namespace davit::fake
