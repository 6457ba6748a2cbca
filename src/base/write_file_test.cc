// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/base/write_file.h"

#include <sys/stat.h>

#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/testing/matchers.h"
#include "davit/testing/temp_tree.h"
#include "src/base/file_state_dir.h"
#include "src/testing/as_nobody.h"

namespace davit {
namespace {

using testing::AsNobody;
using ::testing::ElementsAre;
using ::testing::Eq;
using testing::File;
using testing::HasCode;
using testing::HasError;
using testing::IsOk;
using testing::IsOkAndHolds;
using ::testing::Optional;
using testing::TempTree;

TEST(WriteFileTest, ReplacesTheFileAndLeavesNothingElse) {
  const TempTree tree({File("state", "old")});

  ASSERT_THAT(WriteFile(tree.At("state"), "new\n"), IsOk());

  EXPECT_THAT(ReadFile(tree.At("state"), 100), IsOkAndHolds("new\n"));
  EXPECT_THAT(tree.root().List("/"), IsOkAndHolds(ElementsAre("state")));
}

TEST(WriteFileTest, WhoHasTheOldFileOpenKeepsReadingIt) {
  const TempTree tree({File("state", "old")});
  std::ifstream reader(tree.At("state"));

  ASSERT_THAT(WriteFile(tree.At("state"), "new"), IsOk());

  std::string text;
  reader >> text;
  EXPECT_EQ(text, "old");
}

TEST(WriteFileTest, SetsTheMode) {
  const TempTree tree;
  ASSERT_THAT(WriteFile(tree.At("a"), "x", 0600), IsOk());
  ASSERT_THAT(WriteFile(tree.At("b"), "x"), IsOk());

  EXPECT_EQ(tree.root().Stat("/a")->st_mode & 07777, 0600u);
  EXPECT_EQ(tree.root().Stat("/b")->st_mode & 07777, 0644u);
}

TEST(WriteFileTest, AFailureLeavesTheOldFileAndNoLitter) {
  const TempTree tree({File("taken/x")});

  EXPECT_THAT(WriteFile(tree.At("taken"), "x"), HasError(Code::kFailedPrecondition, "taken"));
  EXPECT_THAT(tree.root().List("/"), IsOkAndHolds(ElementsAre("taken")));
  EXPECT_THAT(WriteFile(tree.At("gone/x"), "x"), HasCode(Code::kNotFound));
}

TEST(WriteFileTest, SaysThatADirectoryMayNotBeWritten) {
  const TempTree tree({File("state", "old")});

  EXPECT_EQ(AsNobody([&] {
              const Result<> done = WriteFile(tree.At("state"), "new");
              return done.ok() ? "written" : std::string(CodeName(done.error().code));
            }),
            "PERMISSION_DENIED");
}

TEST(ReadFileTest, SaysWhatIsNoFileOrTooLong) {
  const TempTree tree({File("d/x", std::string(100, 'x'))});

  EXPECT_THAT(ReadFile(tree.At("gone"), 10), HasCode(Code::kNotFound));
  EXPECT_THAT(ReadFile(tree.At("d"), 10), HasCode(Code::kFailedPrecondition));
  EXPECT_THAT(ReadFile(tree.At("d/x"), 99), HasError(Code::kResourceExhausted, "99 bytes"));
  EXPECT_THAT(ReadFile(tree.At("d/x"), 100), IsOk());
}

TEST(FileStateDirTest, RemembersWhatWasWrittenAcrossObjects) {
  const TempTree tree;
  const std::string path = tree.At("davit.state");
  ASSERT_THAT(FileStateDir(path).Write("pairing", "v1\n"), IsOk());

  EXPECT_THAT(FileStateDir(path).Read("pairing"), IsOkAndHolds(Optional(Eq("v1\n"))));
  EXPECT_THAT(FileStateDir(path).Read("other"), IsOkAndHolds(Eq(std::nullopt)));
  EXPECT_EQ(tree.root().Stat("/davit.state")->st_mode & 07777, 0700u);
}

TEST(FileStateDirTest, ADirectoryThatIsNotThereYetHoldsNothing) {
  const TempTree tree;

  EXPECT_THAT(FileStateDir(tree.At("none")).Read("x"), IsOkAndHolds(Eq(std::nullopt)));
}

TEST(FileStateDirTest, RefusesNamesThatLeadElsewhere) {
  const TempTree tree;
  FileStateDir state(tree.path());

  for (const std::string name : {"", ".", "..", "../x", "a/b", ".hidden"}) {
    EXPECT_THAT(state.Write(name, "x"), HasCode(Code::kInvalidArgument)) << name;
    EXPECT_THAT(state.Read(name), HasCode(Code::kInvalidArgument)) << name;
  }
}

}  // namespace
}  // namespace davit
