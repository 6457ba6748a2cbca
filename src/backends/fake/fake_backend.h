// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include "davit/backend.h"

namespace davit::fake {

/// Devices that are only pretended: whatever its options say, and whatever its control file makes
/// of them. For tests, demonstrations and conformance work; the daemon lets it run only with
/// --enable-fake. It carries out every kind of order, and its Compose shows what one can do.
extern const BackendEntry kEntry;

}  // namespace davit::fake
