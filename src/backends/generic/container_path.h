// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <string>
#include <string_view>

#include "davit/result.h"

namespace davit::generic {

/// Whether something may lie there in a container.
/// Errors: kInvalidArgument, "expected …": a relative path, one with "..", "/", "/proc", "/sys".
Result<> CheckContainerPath(std::string_view path);

/// Where a host path comes to lie: `mount_path`, or below it when that ends with "/", or where it
/// lies on the host when there is none.
std::string ContainerPath(std::string_view mount_path, std::string_view host_path);

}  // namespace davit::generic
