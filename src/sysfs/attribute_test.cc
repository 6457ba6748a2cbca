// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/sysfs/attribute.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/testing/temp_tree.h"

namespace davit::sysfs {
namespace {

using ::testing::Eq;
using ::testing::Optional;
using testing::TempTree;

TEST(AttributeTest, AnEmptyOrMissingAttributeIsNotKnown) {
  const TempTree tree(R"(
    card/vendor = 0x15b3
    card/empty =
  )");

  EXPECT_THAT(Attribute(tree.root(), "/card", "vendor"), Optional(Eq("0x15b3")));
  EXPECT_THAT(Attribute(tree.root(), "/card", "empty"), Eq(std::nullopt));
  EXPECT_THAT(Attribute(tree.root(), "/card", "gone"), Eq(std::nullopt));
  EXPECT_THAT(Attribute(tree.root(), "/gone", "vendor"), Eq(std::nullopt));
}

TEST(AttributeTest, ANumberIsANumberAndNothingElse) {
  EXPECT_THAT(ParseNumber("12"), Optional(12));
  EXPECT_THAT(ParseNumber("-1"), Optional(-1));
  EXPECT_THAT(ParseNumber("0x15b3", 16), Optional(0x15b3));
  EXPECT_THAT(ParseNumber("15b3", 16), Optional(0x15b3));
  for (const char* text : {"", " 12", "12 ", "12x", "0x12", "+1", "99999999999999999999"}) {
    EXPECT_THAT(ParseNumber(text), Eq(std::nullopt)) << text;
  }
  EXPECT_THAT(ParseNumber("0x", 16), Eq(std::nullopt));
  EXPECT_THAT(ParseNumber("0x-1", 16), Eq(std::nullopt));
}

TEST(AttributeTest, TheNameBehindALinkIsItsLastPart) {
  const TempTree tree(R"(
    card/driver -> ../../bus/pci/drivers/mlx5_core
    card/slash -> somewhere/
    card/file
  )");

  EXPECT_THAT(LinkName(tree.root(), "/card", "driver"), Optional(Eq("mlx5_core")));
  EXPECT_THAT(LinkName(tree.root(), "/card", "slash"), Eq(std::nullopt));
  EXPECT_THAT(LinkName(tree.root(), "/card", "file"), Eq(std::nullopt));
}

}  // namespace
}  // namespace davit::sysfs
