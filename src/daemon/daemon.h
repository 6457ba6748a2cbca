// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <span>

#include "davit/backend.h"
#include "davit/log.h"
#include "src/daemon/options.h"

namespace davit {

/// Puts the rooms together and runs until TERM or INT: config → Host → backends → resources →
/// sockets and registration, torn down in the opposite order. Blocks; uses this thread as the
/// event loop. Returns an ExitCode, having logged why.
int RunDaemon(const DaemonOptions& options, std::span<const BackendEntry* const> entries, Log& log);

}  // namespace davit
