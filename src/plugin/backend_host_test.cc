// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/plugin/backend_host.h"

#include <poll.h>

#include <atomic>
#include <future>
#include <thread>

#include "davit/testing/fake_host.h"
#include "src/plugin/inbox_queue.h"
#include "src/plugin/resource_set_fixture.h"

namespace davit {
namespace {

bool Readable(int fd) {
  pollfd one{.fd = fd, .events = POLLIN, .revents = 0};
  return poll(&one, 1, 0) == 1;
}

TEST(InboxQueueTest, ItsDescriptorIsReadableWhileAnOrderWaits) {
  const auto inbox = *InboxQueue::Create();
  EXPECT_FALSE(Readable(inbox->fd()));
  inbox->Push(order::Release{"a"});
  inbox->Push(order::Release{"b"});
  EXPECT_EQ("a", std::get<order::Release>(*inbox->Take()).use);
  EXPECT_TRUE(Readable(inbox->fd()));
  EXPECT_EQ("b", std::get<order::Release>(*inbox->Take()).use);
  EXPECT_FALSE(Readable(inbox->fd()));
  EXPECT_EQ(std::nullopt, inbox->Take());
}

TEST(InboxQueueTest, OfSeveralAssignmentsOnlyTheNewestIsKept) {
  const auto inbox = *InboxQueue::Create();
  inbox->Push(order::Assignment{.number = 1, .lines = {}});
  inbox->Push(order::Release{"between"});
  inbox->Push(order::Assignment{.number = 2, .lines = {}});

  EXPECT_TRUE(std::holds_alternative<order::Release>(*inbox->Take()));
  EXPECT_EQ(2u, std::get<order::Assignment>(*inbox->Take()).number);
  EXPECT_EQ(std::nullopt, inbox->Take());
}

TEST(InboxQueueTest, AFloodOfUeventsBecomesOneOverflowAndNothingElseIsLost) {
  const auto inbox = *InboxQueue::Create();
  inbox->Push(order::Release{"first"});
  for (std::size_t i = 0; i <= InboxQueue::kMostUevents; ++i) {
    inbox->Push(order::Uevent{.action = "add", .subsystem = "tty", .devpath = "/devices/x"});
  }
  inbox->Push(order::Stop{});

  EXPECT_TRUE(std::holds_alternative<order::Release>(*inbox->Take()));
  EXPECT_EQ("overflow", std::get<order::Uevent>(*inbox->Take()).action);
  EXPECT_TRUE(std::holds_alternative<order::Stop>(*inbox->Take()));
  EXPECT_EQ(std::nullopt, inbox->Take());
}

/// Answers each Release with a snapshot whose first device is called after the use.
class Echo final : public Backend {
 public:
  void Run(Inbox& inbox, const PublishSnapshot& publish) override {
    publish(Snapshot{});
    for (;;) {
      pollfd one{.fd = inbox.fd(), .events = POLLIN, .revents = 0};
      poll(&one, 1, -1);
      while (std::optional<Order> order = inbox.Take()) {
        if (std::holds_alternative<order::Stop>(*order)) return;
        if (const auto* release = std::get_if<order::Release>(&*order)) {
          publish(MakeSnapshot({MakeDevice(release->use)}));
        }
      }
    }
  }
};

class BackendHostTest : public ::testing::Test {
 protected:
  testing::FakeHost fake;
};

TEST_F(BackendHostTest, RunsTheBackendOnAThreadOfItsOwnUntilItIsDestroyed) {
  BackendEntry entry = kTestEntry;
  entry.create = [](Host&, const ConfigNode&) -> Result<std::unique_ptr<Backend>> {
    return std::unique_ptr<Backend>(std::make_unique<Echo>());
  };
  std::promise<std::thread::id> first;
  std::promise<std::string> echoed;
  std::atomic<int> published = 0;
  auto started = StartBackendThread(entry, fake.host, ConfigNode{}, [&](Snapshot snapshot) {
    if (published++ == 0) {
      first.set_value(std::this_thread::get_id());
    } else {
      echoed.set_value(snapshot.devices.front().id.value);
    }
  });
  ASSERT_TRUE(started.ok());
  EXPECT_NE(std::this_thread::get_id(), first.get_future().get());

  (*started)->Send(order::Release{"hello"});
  EXPECT_EQ("hello", echoed.get_future().get());

  started->reset();  // would hang if Stop did not end it
  EXPECT_EQ(2, published);
}

TEST_F(BackendHostTest, WhatTheEntrySaysOfTheOptionsIsHandedOnWithItsName) {
  BackendEntry entry = kTestEntry;
  entry.create = [](Host&, const ConfigNode&) -> Result<std::unique_ptr<Backend>> {
    return Error{Code::kInvalidArgument, "no such thing"};
  };
  const auto started = StartBackendThread(entry, fake.host, ConfigNode{}, [](Snapshot) {});

  ASSERT_FALSE(started.ok());
  EXPECT_EQ("backend test: no such thing", started.error().message);
}

}  // namespace
}  // namespace davit
