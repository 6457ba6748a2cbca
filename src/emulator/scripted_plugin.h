// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "src/emulator/plugin_client.h"

namespace davit::emulator {

/// A plugin that answers what a test wrote down, and remembers what it was asked.
class ScriptedPlugin final : public PluginClient {
 public:
  explicit ScriptedPlugin(std::string endpoint = "plugin.sock") : endpoint_(std::move(endpoint)) {}

  const std::string& endpoint() const override { return endpoint_; }

  Result<std::vector<std::string>> Preferred(const std::vector<std::string>& available,
                                             const std::vector<std::string>& must_include,
                                             int size) override {
    asked_available = available;
    asked_must_include = must_include;
    asked_size = size;
    return preferred;
  }
  Result<std::vector<ContainerResponse>> Allocate(const std::vector<std::string>& ids) override {
    allocated.push_back(ids);
    std::sort(allocated.back().begin(), allocated.back().end());
    return response;
  }
  Result<> PreStart(const std::vector<std::string>& /*ids*/) override {
    ++pre_starts;
    return pre_start;
  }
  void CancelStream() override {}
  void Disconnect() override { disconnected = true; }

  Result<std::vector<std::string>> preferred;
  Result<std::vector<ContainerResponse>> response = std::vector<ContainerResponse>(1);
  Result<> pre_start;

  std::vector<std::string> asked_available;
  std::vector<std::string> asked_must_include;
  int asked_size = 0;
  std::vector<std::vector<std::string>> allocated;
  int pre_starts = 0;
  bool disconnected = false;

 private:
  const std::string endpoint_;
};

}  // namespace davit::emulator
