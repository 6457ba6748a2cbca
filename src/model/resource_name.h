// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <string>
#include <string_view>

#include "davit/result.h"

namespace davit {

/// Whether the kubelet would take this name for a resource: "<domain>/<name>", the domain a
/// lower-case DNS subdomain of at most 244 characters, the name 1 to 63 of letters, digits, "-",
/// "_" and "." with a letter or digit at both ends; no "kubernetes.io/" anywhere, not beginning
/// with "requests.". The message names the rule that is broken. Errors: kInvalidArgument.
Result<> CheckResourceName(std::string_view name);

/// The same for the domain alone ("davit.dev").
Result<> CheckResourceDomain(std::string_view domain);

}  // namespace davit
