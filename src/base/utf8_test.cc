// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/base/utf8.h"

#include <string>

#include <gtest/gtest.h>

namespace davit {
namespace {

using namespace std::string_literals;

TEST(Utf8Test, TakesWellFormedTextOfEveryLength) {
  EXPECT_TRUE(IsUtf8(""));
  EXPECT_TRUE(IsUtf8("a"));
  EXPECT_TRUE(IsUtf8("\xc2\x80"));
  EXPECT_TRUE(IsUtf8("\xe2\x98\xba"));
  EXPECT_TRUE(IsUtf8("\xf4\x8f\xbf\xbf")) << "U+10FFFF, the last there is";
  EXPECT_TRUE(IsUtf8("\xed\x9f\xbf\xee\x80\x80")) << "around the surrogates";
  EXPECT_TRUE(IsUtf8("a\0b"s));
}

TEST(Utf8Test, RefusesWhatIsMalformed) {
  EXPECT_FALSE(IsUtf8("\x80")) << "a continuation without a lead";
  EXPECT_FALSE(IsUtf8("\xe2\x98")) << "cut short";
  EXPECT_FALSE(IsUtf8("\xe2x\xba")) << "broken in the middle";
  EXPECT_FALSE(IsUtf8("\xc0\xaf")) << "an overlong slash";
  EXPECT_FALSE(IsUtf8("\xe0\x80\xaf"));
  EXPECT_FALSE(IsUtf8("\xf0\x80\x80\xaf"));
  EXPECT_FALSE(IsUtf8("\xed\xa0\x80")) << "a surrogate";
  EXPECT_FALSE(IsUtf8("\xf4\x90\x80\x80")) << "beyond U+10FFFF";
  EXPECT_FALSE(IsUtf8("\xff"));
}

TEST(Utf8Test, FirstCharacterTellsItsLength) {
  const auto first = FirstCharacter("\xe2\x98\xba!");

  ASSERT_TRUE(first);
  EXPECT_EQ(first->code_point, U'\u263a');
  EXPECT_EQ(first->length, 3u);
  EXPECT_FALSE(FirstCharacter(""));
}

TEST(Utf8Test, PrintableTextHasNoControlCharacters) {
  EXPECT_TRUE(IsPrintableUtf8("usb-Zigbee \xc3\xa9"));
  EXPECT_FALSE(IsPrintableUtf8("a\nb"));
  EXPECT_FALSE(IsPrintableUtf8("a\0b"s));
  EXPECT_FALSE(IsPrintableUtf8("\x1b[2J"));
  EXPECT_FALSE(IsPrintableUtf8("\x7f"));
  EXPECT_FALSE(IsPrintableUtf8("\xc2\x9b")) << "a terminal's CSI as one character";
  EXPECT_TRUE(IsPrintableUtf8("\xc2\xa0"));
}

}  // namespace
}  // namespace davit
