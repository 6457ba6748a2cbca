// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <string>

#include "davit/backend.h"
#include "src/config/backend_schema.h"

namespace davit {

/// What LoadConfig must know of a backend to check a config against it. Spans point into `entry`,
/// which has static lifetime.
inline config::BackendSchema SchemaOf(const BackendEntry& entry) {
  using AttributeType = config::BackendSchema::AttributeType;
  config::BackendSchema schema;
  schema.name = std::string(entry.name);
  schema.options = entry.options;
  schema.selector_options = entry.selector_options;
  for (const AttributeSpec& attribute : entry.attributes) {
    AttributeType type = AttributeType::kString;
    if (attribute.type == AttributeSpec::Type::kInteger) type = AttributeType::kInteger;
    if (attribute.type == AttributeSpec::Type::kBool) type = AttributeType::kBool;
    schema.attributes.push_back({std::string(attribute.name), type});
  }
  for (const PurposeSpec& purpose : entry.purposes) {
    schema.purposes.push_back({std::string(purpose.name), purpose.kinds, purpose.default_outlet});
  }
  schema.has_share_id = entry.share_id != nullptr;
  return schema;
}

}  // namespace davit
