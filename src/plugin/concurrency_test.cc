// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include <atomic>
#include <thread>

#include "src/plugin/resource_set_fixture.h"

namespace davit {
namespace {

class ConcurrencyTest : public ResourceSetTest {};

// A backend publishes, pods ask and the loop works, all at once: ThreadSanitizer looks on, and
// every answer must be one that some moment's table gives.
TEST_F(ConcurrencyTest, AnswersAreWholeWhileSnapshotsComeAndGo) {
  constexpr int kSnapshots = 300;
  const std::vector<std::string> ids{"a", "b", "c", "d"};
  std::vector<Device> devices;
  for (const std::string& id : ids) devices.push_back(MakeDevice(id));
  Publish(devices);
  SetRules({MakeRule("x/a")});
  Resource& resource = *sink.open.at("x/a");
  std::atomic<bool> over = false;
  std::atomic<int> strange = 0;

  std::thread backend([&] {
    for (int i = 0; i < kSnapshots; ++i) {
      std::vector<Device> now = devices;
      now[static_cast<std::size_t>(i) % now.size()].faults = {FatalFault("flap")};
      if (i % 3 == 0) now.pop_back();
      if (!inventory->Publish(kTestEntry, MakeSnapshot(now)).ok()) ++strange;
    }
    over = true;
  });
  std::vector<std::thread> pods;
  for (int pod = 0; pod < 2; ++pod) {
    pods.emplace_back([&, pod] {
      for (auto i = static_cast<std::size_t>(pod); !over; ++i) {
        const std::vector<std::vector<std::string>> requests{{ids[i % 4], ids[(i + 1) % 4]}};
        const auto answer = resource.Allocate(requests);
        if (answer.ok() ? answer->front().devices.size() != 2
                        : answer.error().code != Code::kFailedPrecondition) {
          ++strange;
        }
        const std::vector<PreferredQuestion> questions{{ids, {ids[i % 4]}, 2}};
        const auto chosen = resource.Preferred(questions);
        if (!chosen.ok() || chosen->front().size() != 2) ++strange;
        if (resource.list()->size() != ids.size()) ++strange;
        static_cast<void>(holder_index->Of("test").HolderOf(DeviceId{ids[i % 4]}));
      }
    });
  }
  EXPECT_TRUE(loop.RunUntil([&] { return over.load(); }));
  backend.join();
  for (std::thread& pod : pods) pod.join();
  loop.RunPending();

  EXPECT_EQ(0, strange);
  EXPECT_EQ(ids.size(), resource.list()->size());
}

TEST_F(ConcurrencyTest, PreStartIsAnsweredOnceWhoeverComesFirst) {
  Publish({MakeDevice("a")}, kPreparingEntry);
  SetRules({MakeRule("x/a", {}, "preparing")});
  Resource& resource = *sink.open.at("x/a");
  const std::vector<std::string> ids{"a"};
  std::atomic<int> answered = 0;
  constexpr int kRounds = 50;
  for (int i = 0; i < kRounds; ++i) {
    std::thread pod([&] {
      resource.PreStart(ids, loop.clock().Now() + std::chrono::seconds(1),
                        [&](const Result<>&) { ++answered; });
    });
    pod.join();
    loop.RunPending();
    std::thread backend(
        [done = OrdersOf<order::Prepare>("preparing").back().done] { done(ContainerEdits{}); });
    loop.Advance(std::chrono::seconds(1));
    backend.join();
  }

  EXPECT_EQ(kRounds, answered);
}

}  // namespace
}  // namespace davit
