// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include <gtest/gtest.h>

#include "davit/config.h"

namespace davit {
namespace {

TEST(ConfigNodeTest, FindsTheValueUnderAKey) {
  const ConfigNode node = ConfigNode::Map({{"name", ConfigNode::Scalar("fuse")}});

  ASSERT_NE(node.Find("name"), nullptr);
  EXPECT_EQ(node.Find("name")->text, "fuse");
  EXPECT_EQ(node.Find("nam"), nullptr);
  EXPECT_EQ(ConfigNode().Find("name"), nullptr);
}

TEST(ConfigNodeTest, EqualityIgnoresWhereItStood) {
  ConfigNode a = ConfigNode::List({ConfigNode::Scalar("x")});
  ConfigNode b = a;
  b.list[0].mark = {7, 3};

  EXPECT_EQ(a, b);
  b.list[0].text = "y";
  EXPECT_FALSE(a == b);
}

TEST(ConfigNodeTest, AQuotedScalarIsAnother) {
  EXPECT_FALSE(ConfigNode::Scalar("1") == ConfigNode::Scalar("1", true));
  EXPECT_FALSE(ConfigNode::Scalar("") == ConfigNode());
}

}  // namespace
}  // namespace davit
