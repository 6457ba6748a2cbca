// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/emulator/resource_name.h"

#include <string>

#include <gtest/gtest.h>

namespace davit::emulator {
namespace {

TEST(ResourceNameTest, TakesWhatTheKubeletTakes) {
  for (const char* name : {"nvidia.com/gpu", "test.device/x", "example.com/Foo_1.x", "foo/bar"}) {
    EXPECT_TRUE(IsResourceName(name)) << name;
  }
}

TEST(ResourceNameTest, RefusesWhatTheKubeletRefuses) {
  for (const char* name :
       {"", "gpu", "kubernetes.io/gpu", "x.kubernetes.io/y", "mykubernetes.io/y", "NVIDIA.com/gpu",
        "a/b/c", "/x", "x/", "requests.foo/x", "a..b/x", "-a/x", "a/-x", "a/x.", "a/x y"}) {
    EXPECT_FALSE(IsResourceName(name)) << name;
  }
}

TEST(ResourceNameTest, BoundsBothParts) {
  const std::string prefix = std::string(60, 'a') + "." + std::string(60, 'b') + "." +
                             std::string(60, 'c') + "." + std::string(61, 'd');

  EXPECT_TRUE(IsResourceName(prefix + "/x"));
  EXPECT_FALSE(IsResourceName(prefix + "d/x"));
  EXPECT_TRUE(IsResourceName("a/" + std::string(63, 'x')));
  EXPECT_FALSE(IsResourceName("a/" + std::string(64, 'x')));
}

}  // namespace
}  // namespace davit::emulator
