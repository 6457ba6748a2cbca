// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/backends/builtin_backends.h"

#include "src/backends/fake/fake_backend.h"
#include "src/backends/generic/generic_backend.h"
#include "src/plugin/personality.h"

namespace davit {
namespace {

const BackendEntry* const kBackends[] = {&generic::kEntry, &fake::kEntry};

}  // namespace

std::span<const BackendEntry* const> BuiltinBackends() { return kBackends; }

Result<const BackendEntry*> FindBackend(std::span<const BackendEntry* const> entries,
                                        std::string_view name) {
  std::string known;
  for (const BackendEntry* entry : entries) {
    if (entry->name == name) return entry;
    known.append(known.empty() ? "" : ", ").append(entry->name);
  }
  return Error{Code::kNotFound,
               "no backend is called '" + std::string(name) + "'; there are: " + known};
}

FoundPersonality FindPersonality(std::span<const BackendEntry* const> entries,
                                 std::string_view name) {
  for (const BackendEntry* entry : entries) {
    for (const Personality* personality : entry->personalities) {
      if (personality->name == name) return {entry, personality};
    }
  }
  for (const BackendEntry* entry : entries) {
    if (entry->name == name && !entry->personalities.empty()) {
      return {entry, entry->personalities.front()};
    }
  }
  return {};
}

}  // namespace davit
