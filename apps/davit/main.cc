// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include <exception>
#include <iostream>
#include <string>

#include <CLI/CLI.hpp>

#include "apps/davit/commands.h"
#include "davit/version.h"
#include "src/daemon/exit_code.h"

int main(int argc, char** argv) try {
  CLI::App app("davit looks after the devices that a Kubernetes node hands to its pods.", "davit");
  app.set_version_flag("--version", "davit " + std::string(davit::kVersion));
  app.require_subcommand(0, 1);
  app.footer("\n'davit COMMAND --help' explains one command. The daemon itself is davitd.");
  int exit_code = davit::kExitOk;
  davit::AddDevicesCommand(app, exit_code);
  davit::AddConfigCommand(app, exit_code);
  davit::AddDemoCommand(app, exit_code);
  davit::AddCompletionCommand(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? davit::kExitOk : davit::kExitUsage;
  }
  if (app.get_subcommands().empty()) std::cout << app.help();
  return exit_code;
} catch (const std::exception& error) {
  std::cerr << "davit: internal error: " << error.what() << '\n';
  return davit::kExitInternal;
}
