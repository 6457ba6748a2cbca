// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "davit/root.h"
#include "davit/testing/recording_log.h"
#include "davit/testing/temp_tree.h"
#include "src/kubelet/endpoints.h"
#include "src/kubelet/pretend_kubelet.h"
#include "src/testing/fake_loop.h"

namespace davit::kubelet {

/// Endpoints over a pretended kubelet in a real directory: one side in `dir`, which is there.
struct Node {
  Node() { tree.MakeDirectory("plugins"); }
  ~Node() { Settle(); }

  /// Makes and starts the endpoints.
  Result<> Begin() {
    endpoints = std::make_unique<Endpoints>(
        options, Endpoints::Needs{loop, log, kubelet, servers,
                                  [this](const std::string& why) { gave_up.push_back(why); }});
    return endpoints->Start();
  }

  /// Opens a resource on the endpoints.
  PretendResource& Offer(const std::string& name) {
    resources.push_back(std::make_unique<PretendResource>(name));
    endpoints->Opened(*resources.back());
    return *resources.back();
  }

  /// Runs all that is due, and looks whether the kubelet is served.
  bool Serves(const std::string& resource) {
    Settle();
    return kubelet.Serves(resource);
  }
  void Settle() { loop.RunPending(); }
  void Advance(std::chrono::nanoseconds by) { loop.Advance(by); }

  EndpointStatus StatusOf(const std::string& resource) const {
    for (const EndpointStatus& status : endpoints->Status()) {
      if (status.resource == resource) return status;
    }
    return {};
  }
  EndpointState StateOf(const std::string& resource) { return StatusOf(resource).state; }

  /// The names of the sockets in the directory, without the kubelet's.
  std::vector<std::string> Sockets() const {
    std::vector<std::string> names;
    const Result<std::vector<std::string>> entries = Root().List(dir);
    if (!entries.ok()) return names;
    for (const std::string& name : *entries) {
      if (name.ends_with(".sock") && name != "kubelet.sock") names.push_back(name);
    }
    return names;
  }

  testing::TempTree tree;
  const std::string dir = tree.At("plugins");
  testing::FakeLoop loop;
  testing::RecordingLog log;
  PretendServers servers;
  PretendKubelet kubelet{loop, servers, dir};
  Endpoints::Options options{.socket_dir = dir, .seed = 7};
  std::vector<std::string> gave_up;
  std::vector<std::unique_ptr<PretendResource>> resources;
  std::unique_ptr<Endpoints> endpoints;
};

}  // namespace davit::kubelet
