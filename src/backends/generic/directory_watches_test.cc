// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/backends/generic/directory_watches.h"

#include <poll.h>

#include <cstdio>
#include <fstream>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/testing/matchers.h"
#include "davit/testing/temp_tree.h"

namespace davit::generic {
namespace {

using davit::testing::IsOkAndHolds;
using davit::testing::TempTree;

class DirectoryWatchesTest : public ::testing::Test {
 protected:
  DirectoryWatchesTest() : tree_("dev/\nrun/\n"), root_(tree_.root()) {
    watches_.emplace(DirectoryWatches::Create(root_).value());
  }

  /// Whether there is anything to drain. What a test did is there when the call that did it is
  /// back: inotify queues notices within the call.
  bool IsReadable() const {
    pollfd polled{.fd = watches_->fd(), .events = POLLIN, .revents = 0};
    return poll(&polled, 1, 0) == 1;
  }

  TempTree tree_;
  Root root_;
  std::optional<DirectoryWatches> watches_;
};

TEST_F(DirectoryWatchesTest, HearOfWhatComesAndGoes) {
  EXPECT_THAT(watches_->Watch({"/dev"}), IsOkAndHolds(true));

  tree_.Add("dev/fuse\n");
  EXPECT_TRUE(IsReadable());
  EXPECT_THAT(watches_->Drain(), IsOkAndHolds(true));
  tree_.Remove("dev/fuse");

  EXPECT_THAT(watches_->Drain(), IsOkAndHolds(true));
}

TEST_F(DirectoryWatchesTest, SayOnlyOnceThatADirectoryIsNew) {
  EXPECT_THAT(watches_->Watch({"/dev"}), IsOkAndHolds(true));
  EXPECT_THAT(watches_->Watch({"/dev"}), IsOkAndHolds(false));
  EXPECT_THAT(watches_->Watch({"/dev", "/run"}), IsOkAndHolds(true));
}

TEST_F(DirectoryWatchesTest, HearNothingOfWhatIsWatchedNoMore) {
  static_cast<void>(watches_->Watch({"/dev", "/run"}));
  static_cast<void>(watches_->Watch({"/run"}));
  static_cast<void>(watches_->Drain());

  tree_.Add("dev/fuse\n");

  EXPECT_FALSE(IsReadable());
}

TEST_F(DirectoryWatchesTest, WatchADirectoryThatWasMadeAnew) {
  static_cast<void>(watches_->Watch({"/dev"}));

  tree_.Remove("dev");
  tree_.MakeDirectory("dev");
  static_cast<void>(watches_->Drain());

  EXPECT_THAT(watches_->Watch({"/dev"}), IsOkAndHolds(true));
}

TEST_F(DirectoryWatchesTest, WatchADirectoryThatTookTheNameOfAnother) {
  static_cast<void>(watches_->Watch({"/dev"}));

  tree_.Move("dev", "old");
  tree_.MakeDirectory("dev");
  static_cast<void>(watches_->Drain());

  EXPECT_THAT(watches_->Watch({"/dev"}), IsOkAndHolds(true));
  static_cast<void>(watches_->Drain());
  tree_.Add("old/node\n");
  EXPECT_FALSE(IsReadable());
  tree_.Add("dev/node\n");
  EXPECT_TRUE(IsReadable());
}

TEST_F(DirectoryWatchesTest, WatchAllAnewWhenTheKernelLostNotices) {
  std::size_t most = 0;
  std::ifstream("/proc/sys/fs/inotify/max_queued_events") >> most;
  ASSERT_GT(most, 0);
  if (most > 1'000'000) GTEST_SKIP() << "a queue of " << most << " notices takes long to fill";
  static_cast<void>(watches_->Watch({"/dev", "/run"}));

  tree_.Add("dev/a\n");
  std::string from = tree_.At("dev/a");
  std::string to = tree_.At("dev/b");
  for (std::size_t i = 0; i <= most; i += 2) {  // each makes two notices
    ASSERT_EQ(std::rename(from.c_str(), to.c_str()), 0);
    std::swap(from, to);
  }
  tree_.Move("dev", "old");
  tree_.MakeDirectory("dev");
  EXPECT_THAT(watches_->Drain(), IsOkAndHolds(true));

  EXPECT_THAT(watches_->Watch({"/dev"}), IsOkAndHolds(true));
  tree_.Add("old/node\nrun/node\n");
  EXPECT_FALSE(IsReadable());
  tree_.Add("dev/node\n");
  EXPECT_TRUE(IsReadable());
}

TEST_F(DirectoryWatchesTest, PassOverWhatIsNotThere) {
  EXPECT_THAT(watches_->Watch({"/gone"}), IsOkAndHolds(false));
}

}  // namespace
}  // namespace davit::generic
