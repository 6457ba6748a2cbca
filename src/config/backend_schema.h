// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <string>
#include <vector>

#include "davit/edits.h"
#include "davit/request.h"
#include "src/config/schema.h"

namespace davit::config {

/// What a config must know of a backend to be checked: the part of its entry that is about words.
/// The plugin room makes one from each BackendEntry (src/plugin/schema_of.h).
struct BackendSchema {
  enum class AttributeType { kString, kInteger, kBool };
  struct Attribute {
    /// "*" stands for any further attribute: its conditions are taken as they look.
    std::string name;
    AttributeType type = AttributeType::kString;
  };
  struct Purpose {
    std::string name;
    EditKinds kinds;
    Outlet default_outlet = Outlet::kDeviceNodes;
  };

  std::string name;
  KeyTable options = {};
  KeyTable selector_options = {};
  std::vector<Attribute> attributes = {};
  std::vector<Purpose> purposes = {};
  bool has_share_id = false;  ///< `sharing: {ids: legacy}` is possible
};

}  // namespace davit::config
