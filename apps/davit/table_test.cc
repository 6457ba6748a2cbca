// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "apps/davit/table.h"

#include <gtest/gtest.h>

namespace davit {
namespace {

TEST(TableText, AlignsColumnsByWhatPeopleSee) {
  Table table({"NAME", "HEALTH"});
  table.Add({"zigbee-größe", "Healthy"});
  table.Add({"b", "Unhealthy"});

  EXPECT_EQ(
      "NAME          HEALTH\n"
      "zigbee-größe  Healthy\n"
      "b             Unhealthy\n",
      table.Text(false));
}

TEST(TableText, ColorsOnlyWhenAskedTo) {
  Table table({"A"});
  table.Add({Table::Cell("x", Table::Color::kRed)});

  EXPECT_EQ("A\nx\n", table.Text(false));
  EXPECT_EQ("\x1b[1mA\x1b[0m\n\x1b[31mx\x1b[0m\n", table.Text(true));
}

}  // namespace
}  // namespace davit
