// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/backends/builtin_backends.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/testing/matchers.h"
#include "src/plugin/personality.h"

namespace davit {
namespace {

using testing::HasError;
using testing::IsOk;

TEST(BuiltinBackendsTest, HaveEachNameOnce) {
  std::set<std::string_view> names;
  for (const BackendEntry* entry : BuiltinBackends()) {
    EXPECT_TRUE(names.insert(entry->name).second) << entry->name;
  }
}

TEST(BuiltinBackendsTest, AreFoundByNameOrRefusedWithTheNamesThereAre) {
  EXPECT_THAT(FindBackend(BuiltinBackends(), "fake"), IsOk());
  EXPECT_THAT(FindBackend(BuiltinBackends(), "nvidai"),
              HasError(Code::kNotFound, "there are: generic, fake"));
}

TEST(BuiltinBackendsTest, StandInForPluginsByTheirNamesAndByTheBackends) {
  const FoundPersonality by_program = FindPersonality(BuiltinBackends(), "generic-device-plugin");
  const FoundPersonality by_backend = FindPersonality(BuiltinBackends(), "generic");

  ASSERT_NE(by_program.personality, nullptr);
  EXPECT_EQ(by_program.personality, by_backend.personality);
  EXPECT_EQ(by_program.entry->name, "generic");
  EXPECT_EQ(FindPersonality(BuiltinBackends(), "fake").personality, nullptr);
}

}  // namespace
}  // namespace davit
