// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <span>
#include <string>

#include "davit/edits.h"
#include "davit/request.h"
#include "davit/result.h"
#include "src/model/answer.h"

namespace davit {

/// Edits on their way to one container, and whose they are, for messages.
struct OwnedEdits {
  const EditGroup* group = nullptr;
  std::string owner;  ///< a device's id
};

/// Renders edits for the v1beta1 answer: contract 2. Pure.
///
/// Each group goes to the outlets that the delivery names for its purpose. One env name, node path
/// or mount path wanted twice is given once when both want the same.
/// Errors: kFailedPrecondition when two devices want different things at one place, naming both;
/// kInternal for a purpose without outlet, an outlet that is not built, or a kind of edit that the
/// outlet cannot render: configs that lead there are refused when they are read.
Result<ContainerAnswer> Render(std::span<const OwnedEdits> edits, const Delivery& delivery);

}  // namespace davit
