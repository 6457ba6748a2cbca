// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/base/subprocess.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <utility>

#include "src/base/check.h"

namespace davit {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// posix_spawn's two descriptions, freed at the end of the scope.
class SpawnPlan {
 public:
  SpawnPlan() {
    DAVIT_CHECK(::posix_spawn_file_actions_init(&actions_) == 0);
    DAVIT_CHECK(::posix_spawnattr_init(&attributes_) == 0);
    sigset_t none;
    sigset_t all;
    ::sigemptyset(&none);
    ::sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setsigdefault(&attributes_, &all);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
  ~SpawnPlan() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }

  void OpenNull(int fd, int flags) {
    ::posix_spawn_file_actions_addopen(&actions_, fd, "/dev/null", flags, 0);
  }

  /// Makes `fd` of the child what `output` says; with kCapture yields our end of the pipe.
  Result<UniqueFd> Redirect(int fd, Subprocess::Output output) {
    if (output == Subprocess::Output::kDiscard) OpenNull(fd, O_WRONLY);
    if (output != Subprocess::Output::kCapture) return UniqueFd();
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return ErrnoError("making a pipe", errno);
    UniqueFd ours(ends[0]);
    theirs_.emplace_back(ends[1]);
    ::posix_spawn_file_actions_adddup2(&actions_, ends[1], fd);
    return ours;
  }

  Result<pid_t> Spawn(const Subprocess::Options& options) {
    std::vector<char*> argv = Pointers(options.argv);
    std::vector<char*> env;
    if (options.env) env = Pointers(*options.env);
    pid_t pid = -1;
    const int error = ::posix_spawnp(&pid, argv[0], &actions_, &attributes_, argv.data(),
                                     options.env ? env.data() : environ);
    if (error != 0) return ErrnoError("starting " + options.argv[0], error);
    return pid;
  }

 private:
  static std::vector<char*> Pointers(const std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    pointers.reserve(texts.size() + 1);
    // posix_spawn takes them as char* const and does not write.
    for (const std::string& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
    pointers.push_back(nullptr);
    return pointers;
  }

  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
  std::vector<UniqueFd> theirs_;
};

/// Until when poll(2) may wait, never negative.
int Left(steady_clock::time_point deadline) {
  const auto left = std::chrono::ceil<milliseconds>(deadline - steady_clock::now()).count();
  return static_cast<int>(std::max<decltype(left)>(left, 0));
}

/// Reads what is there. False at the end of the stream.
bool ReadSome(int fd, std::string& into) {
  std::array<char, 16384> buffer;
  const ssize_t size = ::read(fd, buffer.data(), buffer.size());
  if (size < 0) return errno == EINTR || errno == EAGAIN;
  into.append(buffer.data(), static_cast<std::size_t>(size));
  return size > 0;
}

}  // namespace

std::string Describe(const ExitStatus& status) {
  if (status.signal != 0) return "killed by signal " + std::to_string(status.signal);
  return "exit " + std::to_string(status.code);
}

Result<Subprocess> Subprocess::Start(const Options& options) {
  if (options.argv.empty()) return Error{Code::kInvalidArgument, "no program to start"};
  SpawnPlan plan;
  plan.OpenNull(STDIN_FILENO, O_RDONLY);
  ASSIGN_OR_RETURN(UniqueFd out, plan.Redirect(STDOUT_FILENO, options.out));
  ASSIGN_OR_RETURN(UniqueFd err, plan.Redirect(STDERR_FILENO, options.err));
  ASSIGN_OR_RETURN(const pid_t pid, plan.Spawn(options));
  // Not reaped before Wait, so the pid is still this process's.
  Subprocess process(pid, UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))));
  if (!process.pidfd_.valid()) return ErrnoError("pidfd_open", errno);
  process.out_ = std::move(out);
  process.err_ = std::move(err);
  return process;
}

Subprocess& Subprocess::operator=(Subprocess&& other) noexcept {
  if (this == &other) return *this;
  End();
  pid_ = other.pid_;
  pidfd_ = std::move(other.pidfd_);
  out_ = std::move(other.out_);
  err_ = std::move(other.err_);
  status_ = other.status_;
  return *this;
}

Subprocess::~Subprocess() { End(); }

void Subprocess::End() {
  if (!pidfd_.valid() || status_) return;  // moved from, or reaped
  Kill(SIGKILL);
  siginfo_t info{};
  while (::waitid(P_PIDFD, static_cast<id_t>(pidfd_.get()), &info, WEXITED) != 0 &&
         errno == EINTR) {
  }
}

void Subprocess::Kill(int signal) const {
  if (!pidfd_.valid() || status_) return;
  ::syscall(SYS_pidfd_send_signal, pidfd_.get(), signal, nullptr, 0);
}

Result<ExitStatus> Subprocess::Wait(milliseconds limit) {
  if (status_) return *status_;
  const auto deadline = steady_clock::now() + limit;
  pollfd poll{pidfd_.get(), POLLIN, 0};
  int ready = 0;
  do {
    ready = ::poll(&poll, 1, Left(deadline));
  } while (ready < 0 && errno == EINTR);
  if (ready == 0) {
    return Error{Code::kDeadlineExceeded, "process " + std::to_string(pid_) + " still runs"};
  }
  siginfo_t info{};
  if (::waitid(P_PIDFD, static_cast<id_t>(pidfd_.get()), &info, WEXITED) != 0) {
    return ErrnoError("waiting for process " + std::to_string(pid_), errno);
  }
  status_ =
      info.si_code == CLD_EXITED ? ExitStatus{info.si_status, 0} : ExitStatus{0, info.si_status};
  return *status_;
}

Result<Finished> RunToEnd(Subprocess::Options options, milliseconds limit) {
  options.out = Subprocess::Output::kCapture;
  options.err = Subprocess::Output::kCapture;
  const auto deadline = steady_clock::now() + limit;
  ASSIGN_OR_RETURN(Subprocess process, Subprocess::Start(options));
  Finished finished;
  // A grandchild may keep the pipes open: the end of the process is the end.
  std::array<pollfd, 3> polls = {pollfd{process.stdout_fd(), POLLIN, 0},
                                 pollfd{process.stderr_fd(), POLLIN, 0},
                                 pollfd{process.end_fd(), POLLIN, 0}};
  while (true) {
    const int ready = ::poll(polls.data(), polls.size(), Left(deadline));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) {
      return Error{Code::kDeadlineExceeded, options.argv[0] + " still runs after " +
                                                std::to_string(limit.count()) +
                                                " ms; it said: " + finished.out + finished.err};
    }
    if (polls[0].revents != 0 && !ReadSome(polls[0].fd, finished.out)) polls[0].fd = -1;
    if (polls[1].revents != 0 && !ReadSome(polls[1].fd, finished.err)) polls[1].fd = -1;
    const bool quiet = polls[0].revents == 0 && polls[1].revents == 0;
    if (polls[2].revents != 0 && quiet) break;
  }
  ASSIGN_OR_RETURN(finished.status, process.Wait(milliseconds(0)));
  return finished;
}

}  // namespace davit
