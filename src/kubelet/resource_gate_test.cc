// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/kubelet/resource_gate.h"

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/testing/matchers.h"
#include "src/kubelet/pretend_kubelet.h"

namespace davit::kubelet {
namespace {

using testing::HasError;
using testing::IsOk;

TEST(ResourceGate, LetsCallsThroughUntilItCloses) {
  PretendResource resource("davit.dev/fuse");
  ResourceGate gate(resource);
  EXPECT_EQ(gate.list(), resource.list());
  EXPECT_THAT(gate.Allocate({}), IsOk());

  gate.Close();

  EXPECT_THAT(gate.Allocate({}), HasError(Code::kUnavailable, "davit.dev/fuse"));
  EXPECT_THAT(gate.Preferred({}), HasError(Code::kUnavailable, "davit.dev/fuse"));
  EXPECT_EQ(gate.list()->size(), 0U);
  Result<> prepared;
  gate.PreStart({}, {}, [&](Result<> result) { prepared = std::move(result); });
  EXPECT_THAT(prepared, HasError(Code::kUnavailable, "davit.dev/fuse"));
}

TEST(ResourceGate, NoCallReachesTheResourceAfterClose) {
  for (int round = 0; round < 50; ++round) {
    auto resource = std::make_unique<PretendResource>("davit.dev/fuse");
    ResourceGate gate(*resource);
    std::atomic<bool> done = false;
    std::vector<std::thread> callers;
    for (int i = 0; i < 3; ++i) {
      callers.emplace_back([&] {
        while (!done) {
          if (gate.Allocate({}).ok()) static_cast<void>(gate.list());
        }
      });
    }

    gate.Close();
    resource.reset();  // a call that came now would read freed memory

    EXPECT_FALSE(gate.Allocate({}).ok());
    done = true;
    for (std::thread& caller : callers) caller.join();
  }
}

}  // namespace
}  // namespace davit::kubelet
