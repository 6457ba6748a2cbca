// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

namespace davit::kubelet {

/// Makes gRPC and protobuf write nothing to stderr, for the whole process and for good: what
/// matters of it comes back as a status and is told once, by us; the rest a peer could repeat as
/// often as it likes.
void QuietLibraries();

}  // namespace davit::kubelet
