// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/daemon/config_watch.h"

#include <filesystem>

#include <gtest/gtest.h>

#include "davit/testing/fake_host.h"
#include "src/base/asio_loop.h"

namespace davit {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

class ConfigWatchTest : public ::testing::Test {
 protected:
  void Write(const std::string& name, const std::string& text) {
    host_.tree.Write("/" + name, text);
  }

  /// Does `change` while watching `path`; true when the watch noticed.
  bool Notices(const std::string& path, const std::function<void()>& change) {
    AsioLoop loop;
    bool noticed = false;
    ConfigWatch watch(loop, host_.log, (fs::path(host_.tree.path()) / path).string(), [&] {
      noticed = true;
      loop.Stop();
    });
    const auto limit = loop.After(10s, [&] { loop.Stop(); });
    loop.Post(change);
    loop.Run();
    return noticed;
  }

  testing::FakeHost host_;
};

TEST_F(ConfigWatchTest, NoticesAFileWrittenInPlace) {
  Write("davit.yaml", "a");

  EXPECT_TRUE(Notices("davit.yaml", [this] { Write("davit.yaml", "b"); }));
}

TEST_F(ConfigWatchTest, NoticesAFileReplacedByRename) {
  Write("davit.yaml", "a");
  Write("next", "b");

  EXPECT_TRUE(Notices("davit.yaml", [this] {
    fs::rename(fs::path(host_.tree.path()) / "next", fs::path(host_.tree.path()) / "davit.yaml");
  }));
}

TEST_F(ConfigWatchTest, NoticesTheSwapOfAMountedConfigMap) {
  const fs::path root = host_.tree.path();
  fs::create_directory(root / "..v1");
  fs::create_directory(root / "..v2");
  Write("..v1/davit.yaml", "a");
  Write("..v2/davit.yaml", "b");
  fs::create_directory_symlink("..v1", root / "..data");
  fs::create_symlink("..data/davit.yaml", root / "davit.yaml");

  EXPECT_TRUE(Notices("davit.yaml", [&] {
    fs::create_directory_symlink("..v2", root / "..data_tmp");
    fs::rename(root / "..data_tmp", root / "..data");
  }));
}

TEST_F(ConfigWatchTest, NoticesAChangeBehindALinkToAnotherDirectory) {
  const fs::path root = host_.tree.path();
  fs::create_directory(root / "real");
  Write("real/davit.yaml", "a");
  fs::create_symlink(root / "real/davit.yaml", root / "davit.yaml");

  EXPECT_TRUE(Notices("davit.yaml", [this] { Write("real/davit.yaml", "b"); }));
}

TEST_F(ConfigWatchTest, NoticesAFileThatWasNotThereAtFirst) {
  EXPECT_TRUE(Notices("davit.yaml", [this] { Write("davit.yaml", "b"); }));
}

}  // namespace
}  // namespace davit
