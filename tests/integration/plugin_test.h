// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/emulator/fake_kubelet.h"
#include "davit/testing/matchers.h"
#include "davit/testing/temp_tree.h"
#include "tests/integration/registered_plugin.h"
#include "tests/integration/static_resource.h"

namespace davit {

inline const std::string kResource = "davit.dev/thing";

/// `count` healthy devices, thing-0 and so on.
inline DeviceList Devices(int count) {
  DeviceList list;
  for (int i = 0; i < count; ++i) list.push_back({.id = "thing-" + std::to_string(i)});
  return list;
}

inline emulator::Pod PodAsking(int count, std::string uid = "uid-1") {
  return {.uid = std::move(uid), .containers = {{.limits = {{kResource, count}}}}};
}

inline std::string NameOf(const ::testing::TestParamInfo<emulator::Version>& version) {
  static const char* const kNames[] = {"Kubelet120", "Kubelet128", "Kubelet136", "KubeletNext"};
  return kNames[static_cast<int>(version.param)];
}

/// A plugin with one resource of two devices, and a kubelet, in a directory of their own.
class PluginTest : public ::testing::Test {
 protected:
  void StartKubelet(emulator::FakeKubelet::Options options = {}) {
    auto started = emulator::FakeKubelet::Start(dir_, std::move(options));
    ASSERT_THAT(started, testing::IsOk());
    kubelet_ = *std::move(started);
  }

  void StartPlugin() { StartPlugin(PluginOptions()); }
  void StartPlugin(RegisteredPlugin::Options options) {
    options.socket_dir = dir_;
    plugin_ = std::make_unique<RegisteredPlugin>(std::move(options), std::vector{&resource_});
    ASSERT_THAT(plugin_->started(), testing::IsOk());
  }

  RegisteredPlugin::Options PluginOptions() const {
    RegisteredPlugin::Options options;
    options.seed = 1;
    return options;
  }

  /// Both, and the plugin is registered.
  void StartBoth(emulator::FakeKubelet::Options options = {}) {
    StartKubelet(std::move(options));
    StartPlugin();
    ASSERT_THAT(kubelet_->WaitForAllocatable(kResource, 2), testing::IsOk());
  }

  emulator::NodeResource Now() const { return kubelet_->node().Of(kResource); }
  std::string SocketPath() const { return dir_ + "/" + Now().endpoint; }

  /// Blocks until the node's view of the resource is so.
  Result<> WaitFor(const std::string& what,
                   const std::function<bool(const emulator::NodeResource&)>& holds,
                   std::chrono::milliseconds timeout = std::chrono::seconds(10)) const {
    return kubelet_->WaitFor(
        what, [&](const emulator::Node& node) { return holds(node.Of(kResource)); }, timeout);
  }

  testing::TempTree tree_;
  const std::string dir_ = tree_.path();
  StaticResource resource_{kResource, Devices(2)};
  std::unique_ptr<emulator::FakeKubelet> kubelet_;
  std::unique_ptr<RegisteredPlugin> plugin_;
};

}  // namespace davit
