// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <map>
#include <string>
#include <vector>

namespace davit {

/// The v1beta1 answer for one container, as values: what the kubelet/grpc room writes on the wire
/// and what the response to `davit kubelet` merges. Fields as api/deviceplugin/v1beta1/api.proto.
struct ContainerAnswer {
  struct Mount {
    std::string container_path;
    std::string host_path;
    bool read_only = false;

    friend bool operator==(const Mount&, const Mount&) = default;
  };
  struct Device {
    std::string container_path;
    std::string host_path;
    std::string permissions;  ///< a subset of "rwm", never empty

    friend bool operator==(const Device&, const Device&) = default;
  };

  std::map<std::string, std::string> envs;
  std::vector<Mount> mounts;
  std::vector<Device> devices;
  std::map<std::string, std::string> annotations;
  std::vector<std::string> cdi_devices;

  friend bool operator==(const ContainerAnswer&, const ContainerAnswer&) = default;
};

/// One container's question for preferred devices.
struct PreferredQuestion {
  std::vector<std::string> available;     ///< wire ids, in any order; holds must_include too
  std::vector<std::string> must_include;  ///< wire ids
  int size = 0;                           ///< how many in all, must_include among them
};

/// What a plugin says of itself, the same in Register and in GetDevicePluginOptions.
struct PluginOptions {
  bool pre_start_required = false;
  bool preferred_allocation_available = true;

  friend bool operator==(const PluginOptions&, const PluginOptions&) = default;
};

}  // namespace davit
