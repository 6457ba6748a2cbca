// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

namespace davit {

/// What davitd's exit says to whoever started it: contract 10.
enum ExitCode : int {
  kExitOk = 0,           ///< a clean stop, or what was asked has been printed
  kExitUsage = 2,        ///< the command line
  kExitConfig = 3,       ///< the configuration
  kExitEnvironment = 4,  ///< a directory, a permission: what only the operator can change
  kExitInternal = 70,    ///< our own fault
  kExitRestartMe = 75,   ///< only a restart helps: the plugin directory was replaced under a mount
};

}  // namespace davit
