// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/kubelet/directory_watch.h"

#include <fstream>
#include <optional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/testing/recording_log.h"
#include "davit/testing/temp_tree.h"
#include "src/kubelet/plugin_socket.h"
#include "src/testing/fake_loop.h"

namespace davit::kubelet {
namespace {

using namespace std::chrono_literals;

struct Watched {
  explicit Watched(const std::string& directory = "d") {
    watch.emplace(tree.At(directory), DirectoryWatch::Needs{loop, log, open, 2000ms},
                  [this] { ++looks; });
  }

  /// How often it said "look" for what `change` does.
  template <class Change>
  int LooksFor(Change change) {
    loop.RunPending();
    looks = 0;
    change();
    loop.RunPending();
    return looks;
  }
  void MakeSocket(const std::string& name) {
    sockets.push_back(*PluginSocket::Bind(tree.At(name)));
  }

  testing::TempTree tree{"d/"};
  testing::FakeLoop loop;
  testing::RecordingLog lines;
  ChangeLog log{lines, loop.clock()};
  bool broken = false;
  DirectoryWatch::OpenInotify open = [this] {
    if (broken) return Result<Inotify>(Error{Code::kResourceExhausted, "no watch left"});
    return Inotify::Create();
  };
  int looks = 0;
  std::vector<std::unique_ptr<PluginSocket>> sockets;
  std::optional<DirectoryWatch> watch;
};

TEST(DirectoryWatch, TellsOfSocketsThatComeAndGo) {
  Watched watched;
  watched.watch->Start();

  EXPECT_EQ(watched.LooksFor([&] { watched.MakeSocket("d/a.sock"); }), 1);
  EXPECT_EQ(watched.LooksFor([&] { watched.sockets.clear(); }), 1);
}

TEST(DirectoryWatch, Reg013TellsNothingOfOtherFiles) {
  Watched watched;
  watched.watch->Start();

  EXPECT_EQ(watched.LooksFor([&] {
    watched.tree.Write("d/DEPRECATION", "");
    watched.tree.Write("d/.checkpoint", "1");
    watched.tree.Move("d/.checkpoint", "d/kubelet_internal_checkpoint");
    watched.tree.Write("beside", "");
  }),
            0);
}

TEST(DirectoryWatch, Rst018TellsOfADirectoryThatIsReplacedAndWatchesTheNewOne) {
  Watched watched;
  watched.watch->Start();

  EXPECT_GE(watched.LooksFor([&] { watched.tree.Move("d", "old"); }), 1);
  EXPECT_GE(watched.LooksFor([&] { watched.tree.MakeDirectory("d"); }), 1);
  EXPECT_GE(watched.LooksFor([&] { watched.MakeSocket("d/a.sock"); }), 1);
  EXPECT_EQ(watched.LooksFor([&] { watched.MakeSocket("old/a.sock"); }), 0);
}

TEST(DirectoryWatch, Rst018TellsOfADirectoryThatIsRemovedAndMadeAgainInOneGo) {
  Watched watched;
  watched.watch->Start();

  EXPECT_GE(watched.LooksFor([&] {
    watched.tree.Remove("d");
    watched.tree.MakeDirectory("d");
  }),
            1);
  EXPECT_GE(watched.LooksFor([&] { watched.MakeSocket("d/a.sock"); }), 1);
}

TEST(DirectoryWatch, WaitsForAPathOfWhichNothingExistsYet) {
  Watched watched("var/lib/kubelet/plugins");
  watched.watch->Start();

  watched.tree.MakeDirectory("var");
  watched.loop.RunPending();
  watched.tree.MakeDirectory("var/lib/kubelet/plugins");
  watched.loop.RunPending();

  EXPECT_GE(watched.LooksFor([&] { watched.MakeSocket("var/lib/kubelet/plugins/a.sock"); }), 1);
  EXPECT_FALSE(watched.watch->polling());
}

TEST(DirectoryWatch, Rst017PollsOnlyWhileInotifyIsOutOfOrder) {
  Watched watched;
  watched.broken = true;
  watched.watch->Start();
  EXPECT_TRUE(watched.watch->polling());
  watched.loop.Advance(20s);
  EXPECT_EQ(watched.looks, 10);
  EXPECT_EQ(watched.lines.Count("no watch left"), 1);

  watched.broken = false;
  watched.loop.Advance(2s);
  EXPECT_FALSE(watched.watch->polling());
  EXPECT_EQ(watched.lines.Count("is not polled any more"), 1);

  watched.looks = 0;
  watched.loop.Advance(600s);
  EXPECT_EQ(watched.looks, 0);
  EXPECT_EQ(watched.LooksFor([&] { watched.MakeSocket("d/a.sock"); }), 1);
}

TEST(DirectoryWatch, Rst017AnOverflowIsLookedAtAtOnceAndPolledUntilInotifyIsBack) {
  Watched watched;
  watched.watch->Start();
  watched.loop.RunPending();

  int kept = 0;
  std::ifstream("/proc/sys/fs/inotify/max_queued_events") >> kept;
  ASSERT_GT(kept, 0);
  for (int i = 0; i < kept / 2 + 100; ++i) {
    // More notices than the kernel keeps, of files that are no concern of ours.
    watched.tree.Write(i % 2 == 0 ? "d/x" : "d/y", "");
    watched.tree.Remove(i % 2 == 0 ? "d/x" : "d/y");
  }
  watched.loop.RunPending();

  EXPECT_EQ(watched.looks, 1);
  EXPECT_TRUE(watched.watch->polling());
  watched.loop.Advance(2s);
  EXPECT_EQ(watched.looks, 2);
  EXPECT_FALSE(watched.watch->polling());
}

}  // namespace
}  // namespace davit::kubelet
