// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <chrono>
#include <span>
#include <string>

#include "davit/config.h"
#include "davit/result.h"
#include "davit/snapshot.h"
#include "src/config/schema.h"

namespace davit::fake {

/// The options of `backends.fake`, read.
struct Options {
  std::string control;  ///< host path of the control file; empty: none
  std::chrono::milliseconds setup_time{0};
  std::chrono::milliseconds prepare_time{0};
  Snapshot machine;  ///< the devices to begin with; their faults have no time yet
};

/// The table of keys of `backends.fake`.
std::span<const config::Key> OptionKeys();

/// Reads options that have passed the table of keys; a null node is no options.
/// Errors: kInvalidArgument with line and column: an id twice, a parent, link or group that is
/// not there, a number that is none.
Result<Options> ReadOptions(const ConfigNode& node);

/// A scalar as an attribute: an unquoted whole number is an integer, an unquoted true or false a
/// bool, all else a string.
AttributeValue ReadAttribute(std::string_view text, bool quoted);

/// The node of a device as one edit group of purpose "node".
EditGroup NodeGroup(const std::string& path);

}  // namespace davit::fake
