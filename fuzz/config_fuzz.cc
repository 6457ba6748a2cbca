// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "src/base/check.h"
#include "src/config/load.h"
#include "src/config/parse.h"
#include "src/config/test_backends.h"
#include "src/config/to_yaml.h"

/// Whatever the bytes are: no crash, a bounded tree, and what was accepted is accepted again when
/// it has been written out.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace davit::config;  // NOLINT(google-build-using-namespace)
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  static const std::vector<BackendSchema> kBackends = TestBackends();

  if (const auto tree = ParseYaml(text, "fuzz"); tree.ok()) {
    const std::string written = ToYaml(*tree);
    const auto again = ParseYaml(written, "again");
    DAVIT_CHECK(again.ok());
    DAVIT_CHECK(ToYaml(*again) == written);
  }
  if (const auto loaded = LoadConfig(text, "fuzz", kBackends); loaded.ok()) {
    const auto again = LoadConfig(ToYaml(loaded->config), "again", kBackends);
    DAVIT_CHECK(again.ok());
    DAVIT_CHECK(again->config.resources == loaded->config.resources);
  }
  return 0;
}
