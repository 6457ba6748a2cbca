// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "davit/fd.h"
#include "davit/result.h"

namespace davit {

/// How a process ended.
struct ExitStatus {
  int code = 0;    ///< its exit code, when no signal killed it
  int signal = 0;  ///< the signal that killed it, or 0

  bool success() const { return code == 0 && signal == 0; }
  friend bool operator==(const ExitStatus&, const ExitStatus&) = default;
};

/// "exit 3" or "killed by signal 9".
std::string Describe(const ExitStatus& status);

/// A program run by this process, without a shell: tests and demos, later hooks and workers. A
/// value that is moved; not thread-safe.
class Subprocess {
 public:
  enum class Output {
    kInherit,  ///< our own stdout or stderr
    kCapture,  ///< a pipe, read from stdout_fd() or stderr_fd()
    kDiscard,  ///< /dev/null
  };

  struct Options {
    std::vector<std::string> argv;                ///< argv[0] holds a "/" or is sought in PATH
    std::optional<std::vector<std::string>> env;  ///< "NAME=value"; nothing: our own
    Output out = Output::kInherit;
    Output err = Output::kInherit;
  };

  /// Starts it with stdin from /dev/null, no signal blocked or ignored, no other descriptor of ours
  /// (all are O_CLOEXEC). Errors: kInvalidArgument (no argv), as ErrnoError (kNotFound: no such
  /// program).
  static Result<Subprocess> Start(const Options& options);

  Subprocess(Subprocess&& other) noexcept = default;
  Subprocess& operator=(Subprocess&& other) noexcept;
  /// Kills and reaps what still runs.
  ~Subprocess();

  pid_t pid() const { return pid_; }
  /// Readable once the process has ended.
  int end_fd() const { return pidfd_.get(); }
  int stdout_fd() const { return out_.get(); }
  int stderr_fd() const { return err_.get(); }

  /// Sends a signal to this very process, never to a later one with the same pid; nothing when it
  /// has ended.
  void Kill(int signal) const;

  /// Waits for the end and reaps; may be asked again. Errors: kDeadlineExceeded (it still runs).
  Result<ExitStatus> Wait(std::chrono::milliseconds limit);

 private:
  Subprocess(pid_t pid, UniqueFd pidfd) : pid_(pid), pidfd_(std::move(pidfd)) {}
  void End();

  pid_t pid_ = -1;
  UniqueFd pidfd_;
  UniqueFd out_;
  UniqueFd err_;
  std::optional<ExitStatus> status_;
};

/// What a program said and how it ended.
struct Finished {
  ExitStatus status;
  std::string out;
  std::string err;
};

/// Runs a program to its end with both outputs captured. Blocks; at `limit` the program is killed.
/// Errors: those of Start; kDeadlineExceeded with the tail of what it said.
Result<Finished> RunToEnd(Subprocess::Options options, std::chrono::milliseconds limit);

}  // namespace davit
