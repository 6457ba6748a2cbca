// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "davit/result.h"

namespace davit::kubelet {

/// The longest path that a unix socket can be bound to, without the final NUL.
inline constexpr std::size_t kMaxSocketPath = 107;

/// The file name of a resource's socket in `directory`:
/// `<prefix>-<resource after the slash>-<8 hex of sha256(resource)>-<6 hex of random>.sock`.
/// The resource part is cut so that the whole path can be bound here, and be dialled in the
/// kubelet's own directory, which may be longer than ours; the rest never is.
/// Errors: kInvalidArgument when not even one character of the resource part has room.
Result<std::string> SocketName(std::string_view prefix, std::string_view resource,
                               std::string_view directory, std::uint32_t random);

/// Whether `name` is one that SocketName gives for `prefix`.
bool IsSocketName(std::string_view prefix, std::string_view name);

}  // namespace davit::kubelet
