// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/sysfs/uevent_monitor.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/fd.h"
#include "davit/testing/matchers.h"

namespace davit::sysfs {
namespace {

using testing::IsOk;

constexpr char kTrigger[] = "/sys/devices/virtual/mem/null/uevent";

/// Asks the kernel to say that /dev/null changed; false where this is not allowed.
bool Trigger() {
  const UniqueFd fd(::open(kTrigger, O_WRONLY | O_CLOEXEC));
  constexpr std::string_view kChange = "change";
  return fd.valid() && ::write(fd.get(), kChange.data(), kChange.size()) > 0;
}

class UeventMonitorTest : public ::testing::Test {
 protected:
  void SetUp() override {
    Result<std::unique_ptr<UeventMonitor>> monitor = UeventMonitor::Create();
    ASSERT_THAT(monitor, IsOk());
    monitor_ = std::move(*monitor);
  }

  std::vector<order::Uevent> Drain() {
    std::vector<order::Uevent> uevents;
    EXPECT_THAT(monitor_->Drain([&](const auto& uevent) { uevents.push_back(uevent); }), IsOk());
    return uevents;
  }

  std::unique_ptr<UeventMonitor> monitor_;
};

TEST_F(UeventMonitorTest, HearsTheKernelWithoutUdevdAsRoot) {
  if (!Trigger()) GTEST_SKIP() << "needs to write " << kTrigger;

  pollfd poll{monitor_->fd(), POLLIN, 0};
  ASSERT_EQ(::poll(&poll, 1, 10'000), 1);
  bool heard = false;
  for (const order::Uevent& uevent : Drain()) {
    heard = heard || (uevent.action == "change" && uevent.subsystem == "mem" &&
                      uevent.devpath == "/devices/virtual/mem/null");
  }

  EXPECT_TRUE(heard);
}

TEST_F(UeventMonitorTest, HearsTheKernelInANetworkNamespaceOfItsOwnAsRoot) {
  bool alone = false;
  std::jthread([&] {  // the namespace is that of the thread
    alone = ::unshare(CLONE_NEWNET) == 0;
    if (alone) SetUp();
  })
      .join();
  if (!alone || !Trigger()) GTEST_SKIP() << "needs a namespace and to write " << kTrigger;

  pollfd poll{monitor_->fd(), POLLIN, 0};
  EXPECT_EQ(::poll(&poll, 1, 10'000), 1);
  EXPECT_FALSE(Drain().empty());
}

TEST_F(UeventMonitorTest, AnOverflowIsReportedAsSuchAsRoot) {
  constexpr int kSmall = 1;  // the kernel makes it its own least
  ASSERT_EQ(::setsockopt(monitor_->fd(), SOL_SOCKET, SO_RCVBUF, &kSmall, sizeof kSmall), 0);
  for (int i = 0; i < 100; ++i) {
    if (!Trigger()) GTEST_SKIP() << "needs to write " << kTrigger;
  }

  int overflows = 0;
  for (const order::Uevent& uevent : Drain()) {
    if (uevent.action == "overflow") ++overflows;
  }

  EXPECT_GE(overflows, 1);
  ASSERT_TRUE(Trigger());
  EXPECT_FALSE(Drain().empty()) << "it goes on hearing";
}

TEST_F(UeventMonitorTest, NothingToSayIsNoError) {
  Drain();

  EXPECT_THAT(monitor_->Drain([](const auto&) {}), IsOk());
}

}  // namespace
}  // namespace davit::sysfs
