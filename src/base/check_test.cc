// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/base/check.h"

#include <gtest/gtest.h>

namespace davit {
namespace {

TEST(CheckDeathTest, ABrokenInvariantNamesItselfAndAborts) {
  const int devices = 0;

  EXPECT_DEATH(DAVIT_CHECK(devices > 0), "check_test.cc:.*devices > 0");
}

TEST(CheckTest, AnInvariantThatHoldsIsEvaluatedOnce) {
  int looks = 0;

  DAVIT_CHECK(++looks == 1);

  EXPECT_EQ(looks, 1);
}

}  // namespace
}  // namespace davit
