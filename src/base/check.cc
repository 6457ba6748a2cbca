// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/base/check.h"

#include <cstdio>
#include <cstdlib>

namespace davit::internal {

void CheckFailed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: this must hold and does not: %s\n", file, line, condition);
  std::abort();
}

}  // namespace davit::internal
