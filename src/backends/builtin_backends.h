// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "davit/backend.h"
#include "davit/result.h"

namespace davit {

/// Every backend that is built in, in the order shown to people: the only place that knows the
/// list. `fake` is among them; the daemon lets it run only with --enable-fake.
std::span<const BackendEntry* const> BuiltinBackends();

/// The entry of that name. Errors: kNotFound, listing the names there are.
Result<const BackendEntry*> FindBackend(std::span<const BackendEntry* const> entries,
                                        std::string_view name);

/// A personality and the entry that it belongs to.
struct FoundPersonality {
  const BackendEntry* entry = nullptr;
  const Personality* personality = nullptr;
};

/// The personality of that name (the replaced program's), or a pair of nulls. `name` may also be
/// the short one that `davit config convert --from` takes, the entry's own ("generic").
FoundPersonality FindPersonality(std::span<const BackendEntry* const> entries,
                                 std::string_view name);

}  // namespace davit
