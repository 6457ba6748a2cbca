// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <CLI/CLI.hpp>

namespace davit {

/// Every subcommand adds itself to the program and, when chosen, leaves its exit code in
/// `exit_code` (davitd's codes: src/daemon/exit_code.h). One file each: cmd_<name>.cc.
void AddDevicesCommand(CLI::App& app, int& exit_code);
void AddConfigCommand(CLI::App& app, int& exit_code);
void AddDemoCommand(CLI::App& app, int& exit_code);
void AddCompletionCommand(CLI::App& app, int& exit_code);

}  // namespace davit
