// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include <sys/stat.h>

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/root.h"
#include "davit/testing/matchers.h"
#include "davit/testing/temp_tree.h"
#include "src/testing/as_nobody.h"

namespace davit {
namespace {

using testing::AsNobody;
using ::testing::ElementsAre;
using testing::HasError;
using ::testing::IsEmpty;
using testing::IsOkAndHolds;
using testing::TempTree;

class RootGlobTest : public ::testing::Test {
 protected:
  RootGlobTest()
      : tree_(R"(
          dev/ttyUSB0
          dev/ttyUSB1
          dev/ttyUSB10
          dev/ttyACM0
          dev/.hidden
          dev/a*b
          dev/axb
          dev/snd/controlC0
          dev/snd/pcmC0D0c
          dev/serial/by-id/usb-Zigbee-if00 -> ../../ttyUSB0
          dev/serial/by-id/usb-gone -> ../../ttyUSB9
          dev/a/x
          dev/a-b/x
          dev/outside -> /elsewhere
          elsewhere/in-root
          dev/empty/
        )") {}

  Result<std::vector<std::string>> Glob(std::string_view pattern) const {
    return tree_.root().Glob(pattern);
  }

  TempTree tree_;
};

TEST_F(RootGlobTest, YieldsHostPathsSorted) {
  EXPECT_THAT(Glob("/dev/ttyUSB*"),
              IsOkAndHolds(ElementsAre("/dev/ttyUSB0", "/dev/ttyUSB1", "/dev/ttyUSB10")));
  EXPECT_THAT(Glob("/dev/tty[A-U]*0"),
              IsOkAndHolds(ElementsAre("/dev/ttyACM0", "/dev/ttyUSB0", "/dev/ttyUSB10")));
}

TEST_F(RootGlobTest, MatchesFoldersToo) {
  EXPECT_THAT(Glob("/dev/a*/x"), IsOkAndHolds(ElementsAre("/dev/a-b/x", "/dev/a/x")));
  EXPECT_THAT(Glob("/*/snd/pcm*"), IsOkAndHolds(ElementsAre("/dev/snd/pcmC0D0c")));
  EXPECT_THAT(Glob("/*/*/by-id/*Zigbee*"),
              IsOkAndHolds(ElementsAre("/dev/serial/by-id/usb-Zigbee-if00")));
}

TEST_F(RootGlobTest, APathWithoutPatternIsItselfIfThere) {
  EXPECT_THAT(Glob("/dev/ttyUSB0"), IsOkAndHolds(ElementsAre("/dev/ttyUSB0")));
  EXPECT_THAT(Glob("/dev//ttyUSB0"), IsOkAndHolds(ElementsAre("/dev//ttyUSB0")))
      << "as written, as Go does";
  EXPECT_THAT(Glob("/dev/ttyUSB9"), IsOkAndHolds(IsEmpty()));
}

TEST_F(RootGlobTest, ALinkThatLeadsNowhereMatches) {
  EXPECT_THAT(Glob("/dev/serial/by-id/usb-g*"),
              IsOkAndHolds(ElementsAre("/dev/serial/by-id/usb-gone")));
  EXPECT_THAT(Glob("/dev/serial/by-id/usb-gone"),
              IsOkAndHolds(ElementsAre("/dev/serial/by-id/usb-gone")));
}

TEST_F(RootGlobTest, AStarMatchesHiddenNamesButNoSlash) {
  EXPECT_THAT(Glob("/dev/.h*"), IsOkAndHolds(ElementsAre("/dev/.hidden")));
  EXPECT_THAT(Glob("/dev/*hidden"), IsOkAndHolds(ElementsAre("/dev/.hidden")));
  EXPECT_THAT(Glob("/*/controlC0"), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(Glob("/dev/**/controlC0"), IsOkAndHolds(ElementsAre("/dev/snd/controlC0")))
      << "two stars are one";
}

TEST_F(RootGlobTest, ABackslashTakesTheMeaningAway) {
  EXPECT_THAT(Glob("/dev/a\\*b"), IsOkAndHolds(ElementsAre("/dev/a*b")));
  EXPECT_THAT(Glob("/dev/a*b"), IsOkAndHolds(ElementsAre("/dev/a*b", "/dev/a-b", "/dev/axb")));
}

TEST_F(RootGlobTest, ATrailingSlashAfterAPatternMatchesNothing) {
  EXPECT_THAT(Glob("/dev/sn*/"), IsOkAndHolds(IsEmpty()));
}

TEST_F(RootGlobTest, WhatIsNoFolderHoldsNothing) {
  EXPECT_THAT(Glob("/dev/ttyUSB0/*"), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(Glob("/gone/*"), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(Glob("/dev/empty/*"), IsOkAndHolds(IsEmpty()));
}

TEST_F(RootGlobTest, DotsAndLinksStayInTheRoot) {
  EXPECT_THAT(Glob("/../../../elsewher[e]"), IsOkAndHolds(ElementsAre("/elsewhere")));
  EXPECT_THAT(Glob("/dev/outside/*"), IsOkAndHolds(ElementsAre("/dev/outside/in-root")));
  EXPECT_THAT(Glob("/dev/../dev/ttyA*"), IsOkAndHolds(ElementsAre("/dev/ttyACM0")));
}

TEST_F(RootGlobTest, MalformedPatternsAreNamed) {
  for (const std::string pattern : {"/dev/[", "/dev/[a", "/dev/[]", "/dev/x\\", "/de[v/ttyUSB0",
                                    "/[a/b]", "/dev/*/[x-]", "/gone/[/x"}) {
    EXPECT_THAT(Glob(pattern), HasError(Code::kInvalidArgument, "pattern")) << pattern;
  }
}

TEST_F(RootGlobTest, AFolderThatMayNotBeReadMatchesNothing) {
  ASSERT_EQ(::chmod(tree_.At("dev/snd").c_str(), 0), 0);

  EXPECT_EQ(AsNobody([&] {
              const auto paths = Glob("/dev/s*/*");
              if (!paths.ok()) return paths.error().message;
              std::string all;
              for (const std::string& path : *paths) all += path + " ";
              return all;
            }),
            "/dev/serial/by-id ");
}

TEST_F(RootGlobTest, APatternOfManyFoldersEnds) {
  std::string pattern;
  for (int i = 0; i < 1000; ++i) pattern += "/*";

  EXPECT_THAT(Glob(pattern), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(Glob("/" + std::string(5000, '*')), HasError(Code::kInvalidArgument, "longer"));
}

}  // namespace
}  // namespace davit
