// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/kubelet/socket_name.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/testing/matchers.h"

namespace davit::kubelet {
namespace {

using testing::HasError;

constexpr char kDirectory[] = "/var/lib/kubelet/device-plugins";

TEST(SocketName, HoldsTheResourceAHashOfItsWholeNameAndChance) {
  const Result<std::string> name = SocketName("davit", "nvidia.com/gpu", kDirectory, 0xabcdef);

  ASSERT_THAT(name, testing::IsOk());
  EXPECT_THAT(*name, ::testing::MatchesRegex("davit-gpu-[0-9a-f]{8}-abcdef[.]sock"));
}

TEST(SocketName, TellsResourcesOfTwoVendorsApart) {
  EXPECT_NE(*SocketName("davit", "a.com/gpu", kDirectory, 1),
            *SocketName("davit", "b.com/gpu", kDirectory, 1));
}

TEST(SocketName, Reg004CutsTheResourceToFitAndNeverTheHashes) {
  const std::string resource = "davit.dev/" + std::string(63, 'x');

  const Result<std::string> name = SocketName("davit", resource, kDirectory, 0x12);

  ASSERT_THAT(name, testing::IsOk());
  EXPECT_LE(std::string(kDirectory).size() + 1 + name->size(), kMaxSocketPath);
  EXPECT_THAT(*name, ::testing::EndsWith("-000012.sock"));
  EXPECT_TRUE(IsSocketName("davit", *name));
}

TEST(SocketName, Reg004FitsTheKubeletsDirectoryEvenWhereOursIsShorter) {
  const std::string resource = "davit.dev/" + std::string(63, 'x');

  const Result<std::string> name = SocketName("davit", resource, "/p", 1);

  ASSERT_THAT(name, testing::IsOk());
  EXPECT_LE(std::string(kDirectory).size() + 1 + name->size(), kMaxSocketPath);
}

TEST(SocketName, RefusesADirectoryThatLeavesNoRoom) {
  EXPECT_THAT(SocketName("davit", "davit.dev/x", "/" + std::string(90, 'd'), 1),
              HasError(Code::kInvalidArgument, "shorter --socket-dir"));
}

TEST(IsSocketName, KnowsItsOwnNamesOnly) {
  EXPECT_TRUE(IsSocketName("davit", "davit-fuse-01234567-89abcd.sock"));
  EXPECT_TRUE(IsSocketName("davit", "davit-a-b-01234567-89abcd.sock"));
  for (const char* const other :
       {"kubelet.sock", "davit.sock", "davit-fuse.sock", "nvidia-gpu.sock",
        "other-fuse-01234567-89abcd.sock", "davit-fuse-01234567-89abcd", "davit--01234567.sock",
        "davit-01234567-89abcd.sock", "davit-fuse-0123456X-89abcd.sock",
        "davit-fuse-01234567-89ABCD.sock", "davitx-fuse-01234567-89abcd.sock", ""}) {
    EXPECT_FALSE(IsSocketName("davit", other)) << other;
  }
}

}  // namespace
}  // namespace davit::kubelet
