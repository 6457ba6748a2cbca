// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "davit/result.h"

/// The control file of the fake backend: one command a line, blank lines and lines that begin with
/// `#` aside. An id may be `*`, every device there is; `…` is the rest of the line.
///
///   unhealthy ID CODE […]   a fatal fault          waiting […]      judge nothing from now on
///   warn ID CODE […]        a fault that is shown  ready            judge again
///   recover ID [CODE]       that fault, or all     hang [DURATION]  no answers for so long;
///   without remove ID               gone, may come back                     a duration, for ever
///   restore ID              back as it was         refuse ID […]    Prepare of it is refused
///   retire ID               gone for ever          accept ID        and no longer
///   add ID [KEY=VALUE]…     a new device: kind, parent, pci, numa=0,1, node=PATH; any other key is
///                           an attribute
namespace davit::fake {

enum class Verb {
  kUnhealthy,
  kWarn,
  kRecover,
  kRemove,
  kRestore,
  kRetire,
  kAdd,
  kWaiting,
  kReady,
  kHang,
  kRefuse,
  kAccept,
};

/// One line of the control file.
struct Command {
  Verb verb = Verb::kReady;
  std::string id;
  std::string code;  ///< of a fault
  std::string text;
  std::vector<std::pair<std::string, std::string>> settings;  ///< of `add`
  std::optional<std::chrono::milliseconds> duration;          ///< of `hang`
  int line = 0;
};

/// The lines of a control file, with neither white space at their ends nor carriage returns.
std::vector<std::string> SplitLines(std::string_view text);

/// Reads `lines`, the first of which is line `first` of the file.
/// Errors: kInvalidArgument naming the first line that is no command; then none holds.
Result<std::vector<Command>> ParseControl(std::span<const std::string> lines, int first = 1);

}  // namespace davit::fake
