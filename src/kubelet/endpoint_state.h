// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <string_view>

namespace davit::kubelet {

/// Where one resource stands with the kubelet (facts: a robust plugin's state machine).
///
///   kServing      a socket is bound and answers; the kubelet was not reached yet
///   kRegistering  a Register call is under way
///   kRegistered   the kubelet said yes (or, in watcher mode, told us so); no stream came yet
///   kActive       ListAndWatch is open: the kubelet has our list
///   kLost         it was registered, and is not any more; trying again
///   kClosed       no longer served
enum class EndpointState { kServing, kRegistering, kRegistered, kActive, kLost, kClosed };

/// "active" and its kin.
std::string_view EndpointStateName(EndpointState state);

}  // namespace davit::kubelet
