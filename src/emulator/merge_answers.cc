// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/emulator/merge_answers.h"

#include <set>
#include <string>

namespace davit::emulator {

ContainerResponse MergeAnswers(std::span<const ContainerResponse> answers) {
  ContainerResponse merged;
  std::set<std::string> devices;
  std::set<std::string> mounts;
  std::set<std::string> names;
  for (const ContainerResponse& answer : answers) {
    merged.envs.insert(answer.envs.begin(), answer.envs.end());
    merged.annotations.insert(answer.annotations.begin(), answer.annotations.end());
    for (const auto& device : answer.devices) {
      if (devices.insert(device.container_path).second) merged.devices.push_back(device);
    }
    for (const auto& mount : answer.mounts) {
      if (mounts.insert(mount.container_path).second) merged.mounts.push_back(mount);
    }
    for (const std::string& name : answer.cdi_devices) {
      if (names.insert(name).second) merged.cdi_devices.push_back(name);
    }
  }
  return merged;
}

}  // namespace davit::emulator
