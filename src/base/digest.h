// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <string>
#include <string_view>

namespace davit {

/// The SHA-256 of some bytes, as 64 lower-case hexadecimal digits. For names, not for secrets.
std::string Sha256Hex(std::string_view bytes);

/// The SHA-1 of some bytes, as 40 lower-case hexadecimal digits. Only where an existing id is made
/// of it.
std::string Sha1Hex(std::string_view bytes);

}  // namespace davit
