// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/backends/generic/watch_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/testing/temp_tree.h"

namespace davit::generic {
namespace {

using davit::testing::TempTree;
using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

std::set<std::string> Plan(const TempTree& tree, std::string_view pattern) {
  std::set<std::string> directories;
  PlanWatches(tree.root(), pattern, directories);
  return directories;
}

TEST(WatchPlanTest, WatchesTheParentOfAPath) {
  const TempTree tree("dev/fuse\n");

  EXPECT_THAT(Plan(tree, "/dev/fuse"), ElementsAre("/dev"));
  EXPECT_THAT(Plan(tree, "/dev/ttyUSB*"), ElementsAre("/dev"));
  EXPECT_THAT(Plan(tree, "/fuse"), ElementsAre("/"));
}

TEST(WatchPlanTest, WatchesTheNearestParentThatIsThere) {
  const TempTree tree("dev/null\n");

  EXPECT_THAT(Plan(tree, "/dev/serial/by-id/usb-*Zigbee*"), ElementsAre("/dev"));
  EXPECT_THAT(Plan(tree, "/gone/and/away"), ElementsAre("/"));
}

TEST(WatchPlanTest, WatchesWhereALinkLeads) {
  const TempTree tree(R"(
    dev/serial/by-id/usb-Zigbee -> ../../ttyUSB0
    dev/ttyUSB0
  )");

  EXPECT_THAT(Plan(tree, "/dev/serial/by-id/usb-*"),
              UnorderedElementsAre("/dev/serial/by-id", "/dev"));
}

TEST(WatchPlanTest, WatchesWhereALinkWouldLead) {
  const TempTree tree("data/link -> /dev/serial/ttyUSB0\ndev/null\n");

  EXPECT_THAT(Plan(tree, "/data/link"), UnorderedElementsAre("/data", "/dev"));
}

TEST(WatchPlanTest, WatchesEveryLevelThatIsAPattern) {
  const TempTree tree("dev/bus/usb/001/002\ndev/bus/usb/002/001\ndev/bus/usb/note\n");

  EXPECT_THAT(Plan(tree, "/dev/bus/usb/*/*"),
              UnorderedElementsAre("/dev/bus/usb", "/dev/bus/usb/001", "/dev/bus/usb/002"));
}

TEST(WatchPlanTest, WatchesALinkedDirectoryAndTheLink) {
  const TempTree tree("run/current -> /srv/one\nsrv/one/node\n");

  EXPECT_THAT(Plan(tree, "/run/current/node"), UnorderedElementsAre("/srv/one", "/srv", "/run"));
}

TEST(WatchPlanTest, EndsOnALoopOfLinks) {
  const TempTree tree("a/x -> ../b/y\nb/y -> ../a/x\n");

  EXPECT_THAT(Plan(tree, "/a/x"), UnorderedElementsAre("/a", "/b"));
}

}  // namespace
}  // namespace davit::generic
