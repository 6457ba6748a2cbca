// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "davit/emulator/pod.h"
#include "davit/result.h"

namespace davit::emulator {

struct PluginOptions {
  bool pre_start_required = false;
  bool preferred_allocation_available = false;

  friend bool operator==(const PluginOptions&, const PluginOptions&) = default;
};

/// One device of a ListAndWatch message, as sent.
struct SentDevice {
  std::string id;
  std::string health;
  bool has_topology = false;
  std::vector<std::int64_t> numa;
};

/// One connection to a plugin. Calls block, without a deadline where the kubelet has none.
/// Thread-safe.
class PluginClient {
 public:
  virtual ~PluginClient() = default;

  /// The socket's file name, as registered.
  virtual const std::string& endpoint() const = 0;

  /// The ids of the first container response; none when there is none.
  virtual Result<std::vector<std::string>> Preferred(const std::vector<std::string>& available,
                                                     const std::vector<std::string>& must_include,
                                                     int size) = 0;
  virtual Result<std::vector<ContainerResponse>> Allocate(const std::vector<std::string>& ids) = 0;
  virtual Result<> PreStart(const std::vector<std::string>& ids) = 0;

  /// Ends the stream alone (RST_STREAM). Never blocks.
  virtual void CancelStream() = 0;
  /// Ends the stream and closes the connection; calls under way fail. Never blocks.
  virtual void Disconnect() = 0;
};

}  // namespace davit::emulator
