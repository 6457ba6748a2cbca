// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "davit/host.h"
#include "src/base/mutex.h"
#include "src/model/holders.h"

namespace davit {

/// Who holds which device, for backends: Holders speaks of resources and wire ids, a backend of its
/// devices; the ResourceSet keeps this map between them.
///
/// Thread-safe. Made before the backends, outlives them; `holders` outlives it.
class HolderIndex {
 public:
  /// Device → the ids under which it is served: resource, wire id.
  using Ids = std::unordered_map<DeviceId, std::vector<std::pair<std::string, std::string>>>;

  explicit HolderIndex(const Holders& holders);
  ~HolderIndex();

  /// The view for one backend's Host; lives as long as the index.
  const HolderNames& Of(const std::string& backend);

  /// Replaces one backend's map.
  void Set(const std::string& backend, Ids ids);

 private:
  class View;

  const Holders& holders_;
  Mutex mutex_;
  std::map<std::string, std::unique_ptr<View>> views_ DAVIT_GUARDED_BY(mutex_);
};

}  // namespace davit
