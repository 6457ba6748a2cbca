// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/base/subprocess.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdint>
#include <sstream>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/testing/matchers.h"
#include "davit/testing/temp_tree.h"

namespace davit {
namespace {

using namespace std::chrono_literals;
using testing::HasCode;
using testing::HasError;
using testing::IsOk;
using testing::IsOkAndHolds;

constexpr auto kLong = 30s;  // ends a test that has already failed

Subprocess::Options Shell(std::string script) {
  Subprocess::Options options;
  options.argv = {"/bin/sh", "-c", std::move(script)};
  return options;
}

TEST(SubprocessTest, CapturesBothOutputsAndTheExitCode) {
  const Result<Finished> finished = RunToEnd(Shell("echo out; echo err >&2; exit 3"), kLong);

  ASSERT_THAT(finished, IsOk());
  EXPECT_EQ(finished->out, "out\n");
  EXPECT_EQ(finished->err, "err\n");
  EXPECT_EQ(finished->status, (ExitStatus{3, 0}));
  EXPECT_EQ(Describe(finished->status), "exit 3");
}

TEST(SubprocessTest, ArgumentsReachTheProgramAsTheyAre) {
  Subprocess::Options options;
  options.argv = {"/bin/echo", "a b", "$HOME", "*", ""};

  EXPECT_EQ(RunToEnd(options, kLong)->out, "a b $HOME * \n");
}

TEST(SubprocessTest, TheEnvironmentIsExactlyWhatIsGiven) {
  Subprocess::Options options;
  options.argv = {"/usr/bin/env"};
  options.env = {"ONLY=this"};

  EXPECT_EQ(RunToEnd(options, kLong)->out, "ONLY=this\n");
}

TEST(SubprocessTest, MuchOutputOnBothPipesDoesNotBlock) {
  const Result<Finished> finished =
      RunToEnd(Shell("head -c 1000000 /dev/zero; head -c 1000000 /dev/zero >&2"), kLong);

  ASSERT_THAT(finished, IsOk());
  EXPECT_EQ(finished->out.size(), 1'000'000u);
  EXPECT_EQ(finished->err.size(), 1'000'000u);
}

TEST(SubprocessTest, SaysThatThereIsNoSuchProgram) {
  Subprocess::Options options;
  options.argv = {"/no/such/program"};

  EXPECT_THAT(Subprocess::Start(options), HasError(Code::kNotFound, "/no/such/program"));
  EXPECT_THAT(Subprocess::Start({}), HasCode(Code::kInvalidArgument));
}

TEST(SubprocessTest, WaitTellsThatItStillRunsAndKillEndsIt) {
  Result<Subprocess> process = Subprocess::Start(Shell("exec sleep 1000"));
  ASSERT_THAT(process, IsOk());
  EXPECT_THAT(process->Wait(0ms), HasCode(Code::kDeadlineExceeded));

  process->Kill(SIGTERM);

  EXPECT_THAT(process->Wait(kLong), IsOkAndHolds(ExitStatus{0, SIGTERM}));
  EXPECT_THAT(process->Wait(kLong), IsOkAndHolds(ExitStatus{0, SIGTERM})) << "asked again";
  process->Kill(SIGTERM);  // of nobody else
}

TEST(SubprocessTest, TheEndIsPollable) {
  Result<Subprocess> process = Subprocess::Start(Shell("exit 0"));
  ASSERT_THAT(process, IsOk());

  pollfd poll{process->end_fd(), POLLIN, 0};
  EXPECT_EQ(::poll(&poll, 1, 30'000), 1);
  EXPECT_THAT(process->Wait(0ms), IsOkAndHolds(ExitStatus{0, 0}));
}

TEST(SubprocessTest, TheDestructorKillsAndReaps) {
  pid_t pid = -1;
  {
    Result<Subprocess> process = Subprocess::Start(Shell("exec sleep 1000"));
    ASSERT_THAT(process, IsOk());
    pid = process->pid();
    ASSERT_EQ(::kill(pid, 0), 0);
  }

  EXPECT_EQ(::kill(pid, 0), -1) << "not even a zombie is left";
}

TEST(SubprocessTest, MovingKeepsTheProcessAndEndsTheOneReplaced) {
  Result<Subprocess> first = Subprocess::Start(Shell("exec sleep 1000"));
  Result<Subprocess> second = Subprocess::Start(Shell("exec sleep 1000"));
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(second, IsOk());
  const pid_t replaced = first->pid();
  const pid_t kept = second->pid();

  *first = std::move(*second);

  EXPECT_EQ(::kill(replaced, 0), -1);
  EXPECT_EQ(::kill(kept, 0), 0);
}

TEST(SubprocessTest, AProgramThatOutlivesItsLimitIsKilledAndQuoted) {
  EXPECT_THAT(RunToEnd(Shell("echo begun; exec sleep 1000"), 200ms),
              HasError(Code::kDeadlineExceeded, "still runs"));
}

TEST(SubprocessTest, AGrandchildThatKeepsThePipeDoesNotKeepUs) {
  const Result<Finished> finished = RunToEnd(Shell("sleep 5 & echo done"), kLong);

  ASSERT_THAT(finished, IsOk());
  EXPECT_EQ(finished->out, "done\n");
}

TEST(SubprocessTest, NoDescriptorOfOursIsInherited) {
  const testing::TempTree tree({testing::File("ours")});
  const Result<UniqueFd> ours = tree.root().Open("/ours", O_RDONLY);
  const Result<Finished> finished = RunToEnd(Shell("ls -l /proc/self/fd"), kLong);

  ASSERT_THAT(ours, IsOk());
  ASSERT_THAT(finished, IsOk());
  EXPECT_NE(finished->out, "");
  EXPECT_EQ(finished->out.find("ours"), std::string::npos) << finished->out;
}

TEST(SubprocessTest, IgnoredAndBlockedSignalsAreNotInherited) {
  const auto before = std::signal(SIGPIPE, SIG_IGN);
  sigset_t block;
  sigset_t mask;
  sigemptyset(&block);
  sigaddset(&block, SIGHUP);
  ::pthread_sigmask(SIG_BLOCK, &block, &mask);
  const Result<Finished> finished =
      RunToEnd(Shell("grep -E 'SigIgn|SigBlk' /proc/self/status | cut -f2"), kLong);
  ::pthread_sigmask(SIG_SETMASK, &mask, nullptr);
  std::signal(SIGPIPE, before);

  ASSERT_THAT(finished, IsOk());
  std::istringstream masks(finished->out);
  std::uint64_t blocked = 1;
  std::uint64_t ignored = 1;
  masks >> std::hex >> blocked >> ignored;
  EXPECT_EQ(blocked, 0u);
  // The C library's own two signals, 32 and 33, are not ours to reset.
  EXPECT_EQ(ignored & 0x7fffffffu, 0u);
}

TEST(SubprocessTest, StdinIsEmptyAndDiscardedOutputIsGone) {
  Subprocess::Options options = Shell("cat; echo lost");
  options.out = Subprocess::Output::kDiscard;
  Result<Subprocess> process = Subprocess::Start(options);

  ASSERT_THAT(process, IsOk());
  EXPECT_EQ(process->stdout_fd(), -1);
  EXPECT_THAT(process->Wait(kLong), IsOkAndHolds(ExitStatus{0, 0}));
}

}  // namespace
}  // namespace davit
