// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <memory>
#include <string>

#include "davit/backend.h"
#include "davit/request.h"
#include "src/config/rules.h"

namespace davit {

/// One selector of one rule, with what its devices need to know of the rule. Immutable and shared:
/// a device that outlives its rule (held) keeps the selection that took it.
struct Selection {
  std::string resource;
  std::size_t number = 0;  ///< of the selector within its rule, from 0
  std::string backend;
  const BackendEntry* entry = nullptr;  ///< never null
  Delivery delivery;
  config::Selector selector;
};
using SharedSelection = std::shared_ptr<const Selection>;

}  // namespace davit
