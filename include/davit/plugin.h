// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <span>

#include "davit/backend.h"

namespace davit {

/// The whole of a device-plugin daemon's main(): reads the command line, runs the backends given,
/// serves their resources to the kubelet until TERM or INT, and returns the exit code
/// (src/daemon/exit_code.h).
///
///   int main(int argc, char** argv) {
///     const davit::BackendEntry* const entries[] = {&acme::kEntry};
///     return davit::RunPlugin(argc, argv, entries);
///   }
int RunPlugin(int argc, char** argv, std::span<const BackendEntry* const> entries);

}  // namespace davit
