// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

namespace davit::internal {

/// Writes the broken invariant to stderr and aborts.
[[noreturn]] void CheckFailed(const char* condition, const char* file, int line);

}  // namespace davit::internal

/// An invariant of ours. Never for input, files or peers: those return an Error.
#define DAVIT_CHECK(condition)        \
  ((condition) ? static_cast<void>(0) \
               : ::davit::internal::CheckFailed(#condition, __FILE__, __LINE__))
