// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <string>
#include <string_view>

#include "davit/result.h"

namespace davit::kubelet {

/// Whether sockets may lie in `directory`. Errors: kNotFound (it is missing), kFailedPrecondition
/// (it is no directory), kPermissionDenied (we may not write it, or others may without the sticky
/// bit, so that they could put theirs in the place of ours).
Result<> CheckSocketDirectory(const std::string& directory);

/// Removes the sockets in `directory` that carry a name of ours (socket_name.h) and refuse a
/// connection: what a killed predecessor left. Returns how many.
int RemoveStaleSockets(const std::string& directory, std::string_view prefix);

/// Whether `directory` is one that a mount keeps in our sight though the machine has another, or
/// none, in its place: only a restart of the container shows us that. `root` is what MountRoot
/// said when the directory was first seen.
bool IsPinned(const std::string& directory, const std::string& root);

/// The directory, on its file system, that is mounted at `directory`; empty when that is no mount
/// point of its own.
std::string MountRoot(const std::string& directory);

}  // namespace davit::kubelet
