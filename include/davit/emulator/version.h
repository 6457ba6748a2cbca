// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

namespace davit::emulator {

/// Which kubelet is played. They differ in when Register is answered, whose options count, how a
/// new registration of a resource treats an old one, what a restart wipes, what is checked at
/// admission, and which fields are read.
enum class Version { k1_20, k1_28, k1_36, kNext };

}  // namespace davit::emulator
