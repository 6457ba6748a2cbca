// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <map>
#include <string>
#include <vector>

namespace davit::emulator {

/// A container as the pod's author writes it: its limits of extended resources.
struct Container {
  enum class Kind {
    kApp,
    kInit,     ///< runs to its end first; its devices are reused by later containers
    kSidecar,  ///< an init container that keeps running; keeps its devices
  };

  std::string name = "main";
  std::map<std::string, int> limits;
  Kind kind = Kind::kApp;
};

/// A pod that wants to run on the emulated node.
struct Pod {
  std::string uid;  ///< unique; a pod admitted before is the same pod
  std::string name = "pod";
  std::string name_space = "default";
  std::vector<Container> containers;
};

/// What the plugin answered for a container's devices of one resource, and, merged over its
/// resources, what the runtime would be told.
struct ContainerResponse {
  struct Mount {
    std::string container_path;
    std::string host_path;
    bool read_only = false;

    friend bool operator==(const Mount&, const Mount&) = default;
  };
  struct DeviceNode {
    std::string container_path;
    std::string host_path;
    std::string permissions;

    friend bool operator==(const DeviceNode&, const DeviceNode&) = default;
  };

  std::map<std::string, std::string> envs;
  std::vector<Mount> mounts;
  std::vector<DeviceNode> devices;
  std::map<std::string, std::string> annotations;
  std::vector<std::string> cdi_devices;

  friend bool operator==(const ContainerResponse&, const ContainerResponse&) = default;
};

/// One container of an admitted pod.
struct Grant {
  std::string container;
  std::map<std::string, std::vector<std::string>> ids;  ///< by resource, sorted
  ContainerResponse response;                           ///< of all resources, merged
  std::string start_error;  ///< why the container cannot be created (PreStartContainer), or empty
};

/// What became of a pod, in the kubelet's own words.
struct Verdict {
  bool admitted = false;
  std::string reason;         ///< of a rejection: "UnexpectedAdmissionError"
  std::string message;        ///< of a rejection, as it stands in the pod's status
  std::vector<Grant> grants;  ///< of an admission, in the order of the pod's containers
};

}  // namespace davit::emulator
