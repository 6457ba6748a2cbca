// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>

#include "davit/fd.h"
#include "davit/result.h"
#include "src/kubelet/file_identity.h"

namespace davit::kubelet {

/// A listening unix socket of ours: contract 7. Mode 0600 from the moment that it has a name.
///
/// Not thread-safe. Destroying it removes its name if the name is still its own.
class PluginSocket {
 public:
  /// Binds and listens; peers may connect as soon as this returns.
  /// Errors: kInvalidArgument (path too long), kNotFound (no such directory), kAlreadyExists (the
  /// name is taken), kPermissionDenied.
  static Result<std::unique_ptr<PluginSocket>> Bind(const std::string& path);

  ~PluginSocket();
  PluginSocket(const PluginSocket&) = delete;
  PluginSocket& operator=(const PluginSocket&) = delete;

  const std::string& path() const { return path_; }
  int fd() const { return fd_.get(); }

  enum class Name { kOurs, kMissing, kForeign };
  /// What lies at path() now. Anything that is not the file that we bound is foreign.
  Name Look() const;

  /// One waiting connection, CLOEXEC and non-blocking. Errors: kUnavailable (none waits),
  /// kPermissionDenied (the peer was neither root nor our own user; it is closed),
  /// kResourceExhausted (no descriptor left: the connection still waits).
  Result<UniqueFd> Accept();

  /// Removes the name if it is still ours; a foreign file stays.
  void Unlink();

 private:
  PluginSocket(std::string path, UniqueFd fd, FileIdentity identity);

  const std::string path_;
  const UniqueFd fd_;
  const FileIdentity identity_;
};

/// A non-blocking connection to the socket at `path`. Errors: kUnavailable (nobody listens),
/// kResourceExhausted (too many wait to be accepted), kNotFound.
Result<UniqueFd> ConnectSocket(const std::string& path);

}  // namespace davit::kubelet
