// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "davit/plugin.h"
#include "src/backends/builtin_backends.h"

int main(int argc, char** argv) { return davit::RunPlugin(argc, argv, davit::BuiltinBackends()); }
