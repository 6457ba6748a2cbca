// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/model/holders.h"

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/testing/fake_clock.h"

namespace davit {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::Eq;
using ::testing::IsEmpty;
using ::testing::Optional;

const std::string kFuse = "davit.dev/fuse";

class HoldersTest : public ::testing::Test {
 protected:
  void Answer(const std::vector<std::string>& ids) { holders_.NoteAnswer(kFuse, ids); }
  void List(const std::vector<Holding>& holdings) { holders_.NoteList(holdings); }

  testing::FakeClock clock_;
  Holders holders_{clock_};
};

TEST_F(HoldersTest, NobodyHoldsWhatWasNeverGiven) {
  EXPECT_FALSE(holders_.Held(kFuse, "a"));
  EXPECT_FALSE(holders_.HolderOf(kFuse, "a"));
  EXPECT_THAT(holders_.HeldOf(kFuse), IsEmpty());
}

TEST_F(HoldersTest, AnAnswerCountsForTenMinutes) {
  Answer({"a"});

  clock_.Advance(10min - 1s);
  EXPECT_TRUE(holders_.Held(kFuse, "a"));

  clock_.Advance(1s);
  EXPECT_FALSE(holders_.Held(kFuse, "a"));
  EXPECT_THAT(holders_.HeldOf(kFuse), IsEmpty());
}

TEST_F(HoldersTest, AnsweringAgainCountsAnew) {
  Answer({"a"});
  clock_.Advance(9min);
  Answer({"a"});
  clock_.Advance(9min);

  EXPECT_TRUE(holders_.Held(kFuse, "a"));
}

TEST_F(HoldersTest, AListWithoutAnAnsweredIdDoesNotEndIt) {
  // The kubelet lists a pod only some time after it asked for its devices.
  Answer({"a"});
  List({});

  EXPECT_TRUE(holders_.Held(kFuse, "a"));
}

TEST_F(HoldersTest, OnceListedTheListAloneDecides) {
  Answer({"a"});
  List({{"ns/pod/main", kFuse, {"a"}}});
  clock_.Advance(24h);
  EXPECT_TRUE(holders_.Held(kFuse, "a"));

  List({});
  EXPECT_FALSE(holders_.Held(kFuse, "a"));
}

TEST_F(HoldersTest, AnAnswerOfThisMinuteIsForgottenOnceItWasListedAndGone) {
  Answer({"a"});
  List({{"ns/pod/main", kFuse, {"a"}}});
  List({});

  EXPECT_FALSE(holders_.Held(kFuse, "a"));
}

TEST_F(HoldersTest, AnIdThatWasGivenAwayAnewAfterItsPodIsGoneCountsAnew) {
  Answer({"a"});
  List({{"ns/old/main", kFuse, {"a"}}});
  List({});
  Answer({"a"});

  EXPECT_TRUE(holders_.Held(kFuse, "a"));

  List({});
  EXPECT_TRUE(holders_.Held(kFuse, "a")) << "the new pod is not listed yet";
}

TEST_F(HoldersTest, AnIdThatWasGivenAwayAnewBeforeWeHeardThatItsPodIsGoneCountsAnew) {
  List({{"ns/old/main", kFuse, {"a"}}});
  Answer({"a"});
  List({});

  EXPECT_TRUE(holders_.Held(kFuse, "a")) << "the new pod is not listed yet";
  EXPECT_FALSE(holders_.HolderOf(kFuse, "a"));

  List({{"ns/new/main", kFuse, {"a"}}});
  List({});
  EXPECT_FALSE(holders_.Held(kFuse, "a"));
}

TEST_F(HoldersTest, AListTellsHoldersThatWeNeverAnswered) {
  List({{"ns/pod/main", kFuse, {"a", "b"}}});

  EXPECT_THAT(holders_.HolderOf(kFuse, "b"), Optional(Eq("ns/pod/main")));
  EXPECT_THAT(holders_.HeldOf(kFuse), ElementsAre("a", "b"));
}

TEST_F(HoldersTest, TheNewestListReplacesTheOneBefore) {
  List({{"ns/one/main", kFuse, {"a"}}});
  List({{"ns/two/main", kFuse, {"a"}}});
  EXPECT_THAT(holders_.HolderOf(kFuse, "a"), Optional(Eq("ns/two/main")));

  List({{"ns/two/main", kFuse, {"b"}}});
  EXPECT_FALSE(holders_.HolderOf(kFuse, "a"));
  EXPECT_FALSE(holders_.Held(kFuse, "a"));
}

TEST_F(HoldersTest, ResourcesAreKeptApart) {
  Answer({"a"});
  List({{"ns/pod/main", "davit.dev/kvm", {"a"}}});

  EXPECT_FALSE(holders_.HolderOf(kFuse, "a"));
  EXPECT_TRUE(holders_.Held("davit.dev/kvm", "a"));
}

TEST_F(HoldersTest, HeldOfIsSorted) {
  Answer({"c", "a"});
  List({{"ns/pod/main", kFuse, {"b"}}});

  EXPECT_THAT(holders_.HeldOf(kFuse), ElementsAre("a", "b", "c"));
}

TEST_F(HoldersTest, AnswersAndListsMayComeFromManyThreads) {
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread) {
      threads.emplace_back([this, thread] {
        for (int i = 0; i < 200; ++i) {
          Answer({std::to_string(thread * 1000 + i)});
          holders_.Held(kFuse, "0");
        }
      });
    }
    threads.emplace_back([this] {
      for (int i = 0; i < 200; ++i) List({{"ns/pod/main", kFuse, {"listed"}}});
    });
  }

  EXPECT_EQ(holders_.HeldOf(kFuse).size(), 801u);
}

}  // namespace
}  // namespace davit
