// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/emulator/assignments.h"

#include <utility>

namespace davit::emulator {

void Assignments::Take(const std::string& resource, const Ids& ids) {
  used_[resource].insert(ids.begin(), ids.end());
}

void Assignments::Assign(const Pod& pod, const std::string& container, const std::string& resource,
                         const Ids& ids, ContainerResponse response) {
  Holder& holder = pods_[pod.uid];
  holder.name_space = pod.name_space;
  holder.pod = pod.name;
  Assignment& assignment = holder.containers[container][resource];
  assignment.ids.insert(ids.begin(), ids.end());
  assignment.response = std::move(response);
  Take(resource, ids);
}

Assignments::Ids Assignments::Of(const std::string& pod_uid, const std::string& container,
                                 const std::string& resource) const {
  const ByResource resources = Of(pod_uid, container);
  const auto it = resources.find(resource);
  return it == resources.end() ? Ids{} : it->second.ids;
}

Assignments::ByResource Assignments::Of(const std::string& pod_uid,
                                        const std::string& container) const {
  const auto pod = pods_.find(pod_uid);
  if (pod == pods_.end()) return {};
  const auto it = pod->second.containers.find(container);
  return it == pod->second.containers.end() ? ByResource{} : it->second;
}

void Assignments::Remove(const std::string& pod_uid) { pods_.erase(pod_uid); }

void Assignments::Recount() {
  used_.clear();
  for (const auto& [uid, holder] : pods_) {
    for (const auto& [container, resources] : holder.containers) {
      for (const auto& [resource, assignment] : resources) Take(resource, assignment.ids);
    }
  }
}

const Assignments::Ids& Assignments::used(const std::string& resource) const {
  static const Ids kNone;
  const auto it = used_.find(resource);
  return it == used_.end() ? kNone : it->second;
}

}  // namespace davit::emulator
