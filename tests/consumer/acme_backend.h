// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include "davit/backend.h"

namespace acme {

/// The smallest backend there is: /dev/acme0, when it is there.
extern const davit::BackendEntry kEntry;

}  // namespace acme
