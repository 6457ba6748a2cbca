// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/kubelet/list_feed.h"

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace davit::kubelet {
namespace {

SharedDeviceList List(DeviceList list) {
  return std::make_shared<const DeviceList>(std::move(list));
}

TEST(ListFeed, Law022AStreamBeginsWithTheWholeListEvenIfEmpty) {
  ListFeed feed;
  const SharedDeviceList list = List({});
  feed.Publish(list);

  const auto stream = feed.Open([] {});

  EXPECT_EQ(stream->Take(), list);
  EXPECT_EQ(stream->Take(), nullptr);
}

TEST(ListFeed, Law025AChangeWakesAStreamThatWaits) {
  ListFeed feed;
  feed.Publish(List({{"a"}}));
  int woken = 0;
  const auto stream = feed.Open([&] { ++woken; });
  stream->Take();
  ASSERT_EQ(stream->Take(), nullptr);

  const SharedDeviceList sick = List({{"a", false}});
  feed.Publish(sick);

  EXPECT_EQ(woken, 1);
  EXPECT_EQ(stream->Take(), sick);
}

TEST(ListFeed, Law024AnEqualListIsNoNews) {
  ListFeed feed;
  feed.Publish(List({{"a"}}));
  int woken = 0;
  const auto stream = feed.Open([&] { ++woken; });
  stream->Take();
  stream->Take();

  feed.Publish(List({{"a"}}));

  EXPECT_EQ(woken, 0);
  EXPECT_EQ(stream->Take(), nullptr);
}

TEST(ListFeed, Law030TwoStreamsBothGetTheListAndEveryUpdate) {
  ListFeed feed;
  feed.Publish(List({{"a"}}));
  int woken = 0;
  const auto first = feed.Open([&] { ++woken; });
  const auto second = feed.Open([&] { ++woken; });
  EXPECT_EQ(first->Take(), feed.current());
  EXPECT_EQ(second->Take(), feed.current());
  first->Take();
  second->Take();

  feed.Publish(List({{"a", false}}));

  EXPECT_EQ(woken, 2);
  EXPECT_EQ(first->Take(), feed.current());
  EXPECT_EQ(second->Take(), feed.current());
}

TEST(ListFeed, Law031ASlowStreamGetsOnlyTheLastListAndIsWokenOnce) {
  ListFeed feed;
  feed.Publish(List({{"a"}}));
  int woken = 0;
  const auto slow = feed.Open([&] { ++woken; });
  slow->Take();
  ASSERT_EQ(slow->Take(), nullptr);

  for (int i = 0; i < 10; ++i) feed.Publish(List({{"a" + std::to_string(i)}}));

  EXPECT_EQ(woken, 1);
  EXPECT_EQ(slow->Take(), feed.current());
  EXPECT_EQ(slow->Take(), nullptr);
}

TEST(ListFeed, Law031AStreamThatHasNotAskedSinceIsNotWoken) {
  ListFeed feed;
  feed.Publish(List({{"a"}}));
  int woken = 0;
  const auto busy = feed.Open([&] { ++woken; });
  busy->Take();  // writing now; it asks again when that is done

  feed.Publish(List({{"b"}}));

  EXPECT_EQ(woken, 0);
  EXPECT_EQ(busy->Take(), feed.current());
}

TEST(ListFeed, AStreamOpenedBeforeTheFirstListIsWokenByIt) {
  ListFeed feed;
  int woken = 0;
  const auto stream = feed.Open([&] { ++woken; });
  ASSERT_EQ(stream->Take(), nullptr);

  feed.Publish(List({{"a"}}));

  EXPECT_EQ(woken, 1);
  EXPECT_EQ(stream->Take(), feed.current());
}

TEST(ListFeed, AStreamThatIsGoneIsNotWoken) {
  ListFeed feed;
  feed.Publish(List({{"a"}}));
  int woken = 0;
  auto stream = feed.Open([&] { ++woken; });
  stream->Take();
  stream->Take();

  stream.reset();
  feed.Publish(List({{"b"}}));

  EXPECT_EQ(woken, 0);
}

/// A stream as a server drives it: takes when woken, on a thread of its own.
class Reader {
 public:
  explicit Reader(ListFeed& feed) : thread_([this, &feed] { Run(feed); }) {}
  ~Reader() { thread_.join(); }

  std::string last() const { return last_; }  // after the end

 private:
  void Run(ListFeed& feed) {
    const auto stream = feed.Open([this] {
      const std::lock_guard lock(mutex_);
      woken_ = true;
      condition_.notify_one();
    });
    while (last_ != "end") {
      const SharedDeviceList list = stream->Take();
      if (list != nullptr) {
        last_ = list->front().id;
        continue;
      }
      std::unique_lock lock(mutex_);
      condition_.wait(lock, [this] { return woken_; });
      woken_ = false;
    }
  }

  std::mutex mutex_;
  std::condition_variable condition_;
  bool woken_ = false;
  std::string last_;
  std::thread thread_;
};

TEST(ListFeed, Law030StreamsOnManyThreadsAllEndWithTheLastList) {
  ListFeed feed;
  std::vector<std::unique_ptr<Reader>> readers;
  for (int i = 0; i < 4; ++i) readers.push_back(std::make_unique<Reader>(feed));

  std::vector<std::thread> publishers;
  for (int p = 0; p < 2; ++p) {
    publishers.emplace_back([&feed, p] {
      for (int i = 0; i < 2000; ++i) {
        feed.Publish(List({{std::to_string(p) + "-" + std::to_string(i)}}));
      }
    });
  }
  std::thread visitor([&feed] {
    for (int i = 0; i < 500; ++i) {
      std::atomic<bool> gone = false;
      auto stream = feed.Open([&gone] { EXPECT_FALSE(gone); });
      stream->Take();
      stream->Take();
      stream.reset();
      gone = true;
    }
  });
  for (std::thread& publisher : publishers) publisher.join();
  visitor.join();
  feed.Publish(List({{"end"}}));

  readers.clear();  // joins: each has read "end"
  EXPECT_EQ(feed.current()->front().id, "end");
}

}  // namespace
}  // namespace davit::kubelet
