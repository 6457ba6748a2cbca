// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <array>
#include <vector>

#include "src/config/backend_schema.h"

namespace davit::config {

/// Two backends to check configs against: `acme` has something of everything, `plain` nothing.
inline std::vector<BackendSchema> TestBackends() {
  static constexpr std::array<Key, 4> kDevice = {{
      {"name", KeyType::kString, "", "How selectors call it.", true},
      {"count", KeyType::kInteger, "1", "How many."},
      {"ratio", KeyType::kNumber, "1.0", "How much."},
      {"paths", KeyType::kList, "none", "Where it is."},
  }};
  static constexpr std::array<Key, 4> kOptions = {{
      {"devices", KeyType::kListOfMap, "", "What to look for.", false, kDevice},
      {"rescan", KeyType::kDuration, "50ms", "How long to wait before looking again."},
      {"strict", KeyType::kBool, "false", "Whether to be strict."},
      {"aliases", KeyType::kDictionary, "none", "Other names."},
  }};
  static constexpr std::array<Key, 1> kSelectorOptions = {{
      {"mode", KeyType::kString, "slow", "How it runs."},
  }};
  BackendSchema acme;
  acme.name = "acme";
  acme.options = kOptions;
  acme.selector_options = kSelectorOptions;
  acme.attributes = {{"name", BackendSchema::AttributeType::kString},
                     {"model", BackendSchema::AttributeType::kString},
                     {"slots", BackendSchema::AttributeType::kInteger},
                     {"fast", BackendSchema::AttributeType::kBool}};
  acme.purposes = {{"node", EditKind::kDeviceNode | EditKind::kEnv, Outlet::kDeviceNodes}};
  acme.has_share_id = true;
  BackendSchema plain;
  plain.name = "plain";
  return {acme, plain};
}

}  // namespace davit::config
