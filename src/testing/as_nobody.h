// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <functional>
#include <string>

namespace davit::testing {

/// Runs `body` in a forked child as the user 65534 (as we are, when we are not root) and returns
/// what it returned; "killed" when it came to no end. For cases about permissions, which root does
/// not feel. The body may use no thread of the parent.
std::string AsNobody(const std::function<std::string()>& body);

}  // namespace davit::testing
