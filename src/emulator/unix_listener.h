// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "davit/fd.h"
#include "davit/result.h"

namespace davit::emulator {

/// A listening unix socket with a thread that accepts on it.
class UnixListener {
 public:
  /// Binds `path`, which must not exist. `accepted` gets every connection, non-blocking, on the
  /// listener's thread.
  static Result<std::unique_ptr<UnixListener>> Open(const std::string& path,
                                                    std::function<void(UniqueFd)> accepted);

  /// Stops accepting and closes; the path stays, as a dead socket.
  ~UnixListener();

 private:
  UnixListener(UniqueFd listening, UniqueFd stop, std::function<void(UniqueFd)> accepted);
  void Accept();

  const UniqueFd listening_;
  const UniqueFd stop_;
  const std::function<void(UniqueFd)> accepted_;
  std::thread thread_;
};

/// Connects to a unix socket, once. Errors: kUnavailable and the errno's text.
Result<UniqueFd> ConnectUnix(const std::string& path);

}  // namespace davit::emulator
