// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "acme_backend.h"
#include "davit/plugin.h"

int main(int argc, char** argv) {
  const davit::BackendEntry* const entries[] = {&acme::kEntry};
  return davit::RunPlugin(argc, argv, entries);
}
