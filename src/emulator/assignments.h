// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <map>
#include <set>
#include <string>

#include "davit/emulator/pod.h"

namespace davit::emulator {

/// Which container of which pod was given which devices, with the plugin's answer: what the
/// kubelet's checkpoint keeps over a restart. Not thread-safe.
class Assignments {
 public:
  using Ids = std::set<std::string>;

  struct Assignment {
    Ids ids;
    ContainerResponse response;
  };
  using ByResource = std::map<std::string, Assignment>;

  struct Holder {
    std::string name_space;
    std::string pod;
    std::map<std::string, ByResource> containers;
  };

  /// Devices count as used from here on, until Recount finds that nobody got them.
  void Take(const std::string& resource, const Ids& ids);

  /// A container got devices, in addition to what it has.
  void Assign(const Pod& pod, const std::string& container, const std::string& resource,
              const Ids& ids, ContainerResponse response);

  /// The devices of a container, or none.
  Ids Of(const std::string& pod_uid, const std::string& container,
         const std::string& resource) const;
  ByResource Of(const std::string& pod_uid, const std::string& container) const;

  void Remove(const std::string& pod_uid);

  /// Counts as used what is assigned, and nothing else.
  void Recount();

  const Ids& used(const std::string& resource) const;
  bool Knows(const std::string& resource) const { return used_.contains(resource); }

  const std::map<std::string, Holder>& pods() const { return pods_; }

 private:
  std::map<std::string, Ids> used_;
  std::map<std::string, Holder> pods_;
};

}  // namespace davit::emulator
