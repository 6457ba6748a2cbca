// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/config/read_file.h"

#include <sys/stat.h>

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/testing/matchers.h"
#include "davit/testing/temp_tree.h"
#include "src/config/text.h"

namespace davit::config {
namespace {

using davit::testing::HasError;
using davit::testing::IsOk;
using davit::testing::TempTree;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class ReadConfigFileTest : public ::testing::Test {
 protected:
  std::string WriteFile(std::string_view text, mode_t mode = 0644) {
    tree_.Write("davit.yaml", text);
    const std::string path = tree_.At("davit.yaml");
    EXPECT_EQ(chmod(path.c_str(), mode), 0);
    return path;
  }

  TempTree tree_{"empty/"};
};

TEST_F(ReadConfigFileTest, ReturnsTheTextAsItIs) {
  const std::string path = WriteFile("a: 1\n\n");

  const auto file = ReadConfigFile(path);

  ASSERT_THAT(file, IsOk());
  EXPECT_EQ(file->text, "a: 1\n\n");
  EXPECT_THAT(file->warnings, IsEmpty());
}

TEST_F(ReadConfigFileTest, FollowsLinksAsAConfigMapHasThem) {
  WriteFile("a: 1\n");
  tree_.MakeLink("link.yaml", "davit.yaml");

  EXPECT_THAT(ReadConfigFile(tree_.At("link.yaml")), IsOk());
}

TEST_F(ReadConfigFileTest, NamesAFileThatIsNotThere) {
  const std::string path = tree_.At("no.yaml");

  EXPECT_THAT(ReadConfigFile(path), HasError(Code::kNotFound, path));
}

TEST_F(ReadConfigFileTest, RefusesADirectory) {
  const std::string path = tree_.At("empty");

  EXPECT_THAT(ReadConfigFile(path),
              HasError(Code::kInvalidArgument, path + ": a directory; expected a YAML file"));
}

TEST_F(ReadConfigFileTest, RefusesAFifoWithoutWaitingForAWriter) {
  const std::string path = tree_.At("fifo");
  ASSERT_EQ(mkfifo(path.c_str(), 0644), 0);

  EXPECT_THAT(ReadConfigFile(path),
              HasError(Code::kInvalidArgument, path + ": a FIFO; expected a regular file"));
}

TEST_F(ReadConfigFileTest, RefusesADevice) {
  EXPECT_THAT(ReadConfigFile("/dev/zero"),
              HasError(Code::kInvalidArgument, "/dev/zero: a device; expected a regular file"));
}

TEST_F(ReadConfigFileTest, RefusesMoreThanOneMegabyte) {
  const std::string path = WriteFile(std::string(kMaxConfigBytes + 1, '#'));

  EXPECT_THAT(
      ReadConfigFile(path),
      HasError(Code::kInvalidArgument, path + ": 1048577 bytes long; expected at most 1 MiB"));
}

TEST_F(ReadConfigFileTest, TakesOneMegabyteExactly) {
  EXPECT_THAT(ReadConfigFile(WriteFile(std::string(kMaxConfigBytes, '#'))), IsOk());
}

TEST_F(ReadConfigFileTest, RefusesWhatIsNotUtf8WithItsPlace) {
  const std::string path = WriteFile("a: 1\nb: \xfe\n");

  EXPECT_THAT(ReadConfigFile(path),
              HasError(Code::kInvalidArgument, path + ":2:4: not UTF-8: byte 0xfe"));
}

TEST_F(ReadConfigFileTest, WarnsWhenOthersMayWriteIt) {
  const std::string path = WriteFile("a: 1\n", 0666);

  const auto file = ReadConfigFile(path);

  ASSERT_THAT(file, IsOk());
  EXPECT_THAT(file->warnings, ElementsAre(StartsWith(path + ": writable by everyone (mode 0666)")));
}

TEST_F(ReadConfigFileTest, WarnsWhenItsGroupMayWriteIt) {
  const auto file = ReadConfigFile(WriteFile("a: 1\n", 0660));

  ASSERT_THAT(file, IsOk());
  EXPECT_THAT(file->warnings, ElementsAre(::testing::HasSubstr("writable by its group")));
}

}  // namespace
}  // namespace davit::config
