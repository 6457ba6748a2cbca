// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/base/digest.h"

#include <string>

#include <gtest/gtest.h>

namespace davit {
namespace {

// FIPS 180-4's own examples, and lengths around a block.

TEST(DigestTest, Sha256MatchesTheStandardsExamples) {
  EXPECT_EQ(Sha256Hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Sha256Hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Sha256Hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(Sha256Hex(std::string(1'000'000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(DigestTest, Sha1MatchesTheStandardsExamples) {
  EXPECT_EQ(Sha1Hex(""), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
  EXPECT_EQ(Sha1Hex("abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(Sha1Hex(std::string(1'000'000, 'a')), "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
}

TEST(DigestTest, Sha1MakesTheIdsOfTheGenericDevicePlugin) {
  EXPECT_EQ(Sha1Hex("0/dev/fuse"), "a68db766f638034740111848aafee2d2dcd6b642");
}

}  // namespace
}  // namespace davit
