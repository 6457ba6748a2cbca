// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/base/inotify.h"

#include <poll.h>
#include <sys/inotify.h>
#include <sys/stat.h>

#include <fstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/testing/matchers.h"
#include "davit/testing/temp_tree.h"
#include "src/testing/as_nobody.h"

namespace davit {
namespace {

using ::testing::AllOf;
using testing::AsNobody;
using ::testing::ElementsAre;
using ::testing::Field;
using testing::HasError;
using testing::IsOk;
using testing::TempTree;

auto IsEvent(int watch, std::uint32_t mask, const std::string& name) {
  return AllOf(Field("watch", &Inotify::Event::watch, watch),
               Field("mask", &Inotify::Event::mask, mask),
               Field("name", &Inotify::Event::name, name));
}

class InotifyTest : public ::testing::Test {
 protected:
  std::vector<Inotify::Event> Drain() {
    std::vector<Inotify::Event> events;
    EXPECT_THAT(inotify_->Drain([&](const auto& event) { events.push_back(event); }), IsOk());
    return events;
  }

  bool Readable() {
    pollfd poll{inotify_->fd(), POLLIN, 0};
    return ::poll(&poll, 1, 0) == 1;
  }

  TempTree tree_;
  Result<Inotify> inotify_ = Inotify::Create();
};

TEST_F(InotifyTest, TellsWhatComesAndGoesInADirectory) {
  const int watch = *inotify_->Add(tree_.path(), IN_CREATE | IN_DELETE);
  tree_.Write("ttyUSB0", "");
  tree_.Remove("ttyUSB0");

  EXPECT_TRUE(Readable());
  EXPECT_THAT(Drain(), ElementsAre(IsEvent(watch, IN_CREATE, "ttyUSB0"),
                                   IsEvent(watch, IN_DELETE, "ttyUSB0")));
  EXPECT_FALSE(Readable());
}

TEST_F(InotifyTest, DrainsMoreThanOneBufferOfEvents) {
  ASSERT_THAT(inotify_->Add(tree_.path(), IN_CREATE), IsOk());
  for (int i = 0; i < 1000; ++i) tree_.Write("device-with-a-long-name-" + std::to_string(i), "");

  EXPECT_EQ(Drain().size(), 1000u);
}

TEST_F(InotifyTest, ThePathOfAWatchedFileHasNoName) {
  tree_.Write("file", "");
  const int watch = *inotify_->Add(tree_.At("file"), IN_MODIFY);
  tree_.Write("file", "x");

  EXPECT_THAT(Drain(), ElementsAre(IsEvent(watch, IN_MODIFY, "")));
}

TEST_F(InotifyTest, TheSamePathTwiceIsOneWatch) {
  const int first = *inotify_->Add(tree_.path(), IN_CREATE);

  EXPECT_EQ(*inotify_->Add(tree_.path(), IN_CREATE | IN_DELETE), first);
}

TEST_F(InotifyTest, ARemovedWatchIsSilentButForItsEnd) {
  const int watch = *inotify_->Add(tree_.path(), IN_CREATE);
  inotify_->Remove(watch);
  inotify_->Remove(watch);
  tree_.Write("x", "");

  EXPECT_THAT(Drain(), ElementsAre(IsEvent(watch, IN_IGNORED, "")));
}

TEST_F(InotifyTest, AWatchMayBeRemovedWhileEventsAreHandled) {
  const int watch = *inotify_->Add(tree_.path(), IN_CREATE);
  tree_.Write("a", "");
  int events = 0;

  EXPECT_THAT(inotify_->Drain([&](const Inotify::Event&) {
    if (++events == 1) inotify_->Remove(watch);
  }),
              IsOk());
  EXPECT_EQ(events, 2) << "the creation, and that the watch ended";
}

TEST_F(InotifyTest, SaysWhatCannotBeWatched) {
  tree_.Write("file", "");

  EXPECT_THAT(inotify_->Add(tree_.At("gone"), IN_CREATE), HasError(Code::kNotFound, "gone"));
  EXPECT_THAT(inotify_->Add(tree_.At("file"), IN_CREATE | IN_ONLYDIR),
              HasError(Code::kNotFound, "not a directory"));
}

TEST_F(InotifyTest, SaysThatADirectoryMayNotBeRead) {
  tree_.MakeDirectory("locked");
  ASSERT_EQ(::chmod(tree_.At("locked").c_str(), 0), 0);

  EXPECT_EQ(AsNobody([&] {
              const Result<int> watch = inotify_->Add(tree_.At("locked"), IN_CREATE);
              return watch.ok() ? "watched" : std::string(CodeName(watch.error().code));
            }),
            "PERMISSION_DENIED");
}

TEST_F(InotifyTest, AnOverflowIsReportedWithoutAWatch) {
  std::ifstream limit("/proc/sys/fs/inotify/max_queued_events");
  int most = 0;
  if (!(limit >> most) || most > 50'000) GTEST_SKIP() << "the queue is too long to fill here";
  const int watch = *inotify_->Add(tree_.path(), IN_CREATE | IN_DELETE);
  ASSERT_GE(watch, 0);
  for (int i = 0; i <= most / 2; ++i) {
    tree_.Write("x", "");
    tree_.Remove("x");
  }

  const std::vector<Inotify::Event> events = Drain();

  ASSERT_FALSE(events.empty());
  EXPECT_EQ(events.back().watch, -1);
  EXPECT_NE(events.back().mask & IN_Q_OVERFLOW, 0u);
}

}  // namespace
}  // namespace davit
