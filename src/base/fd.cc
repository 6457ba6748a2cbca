// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "davit/fd.h"

#include <unistd.h>

namespace davit {

void UniqueFd::Reset(int fd) {
  const int old = std::exchange(fd_, fd);
  // Linux frees the descriptor even when close fails; a second try could close somebody else's.
  if (old >= 0) ::close(old);
}

}  // namespace davit
