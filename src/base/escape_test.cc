// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/base/escape.h"

#include <string>

#include <gtest/gtest.h>

#include "src/base/utf8.h"

namespace davit {
namespace {

using namespace std::string_literals;

TEST(EscapeTest, LeavesPlainTextAndBackslashesAlone) {
  EXPECT_EQ(Escape(R"(/dev/a\b "x" é)"), R"(/dev/a\b "x" é)");
}

TEST(EscapeTest, WritesControlCharactersAsBytes) {
  EXPECT_EQ(Escape("a\nb\x1b[31m\x7f\xc2\x9b\0"s), R"(a\x0ab\x1b[31m\x7f\xc2\x9b\x00)");
}

TEST(EscapeTest, WritesBrokenUtf8AsBytesAndGoesOn) {
  EXPECT_EQ(Escape("a\xff\xe2\x98z"), R"(a\xff\xe2\x98z)");
}

TEST(EscapeTest, EveryByteBecomesPrintable) {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string text = {'a', static_cast<char>(byte), 'z'};
    EXPECT_TRUE(IsPrintableUtf8(Escape(text))) << byte;
  }
}

TEST(EscapeTest, JsonStringQuotesQuotesAndBackslashes) {
  EXPECT_EQ(JsonString("say \"x\\y\"\n"), R"("say \"x\\y\"\\x0a")");
}

}  // namespace
}  // namespace davit
