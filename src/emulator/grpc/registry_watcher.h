// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <sys/types.h>

#include <chrono>
#include <condition_variable>
#include <ctime>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>

#include "davit/result.h"
#include "src/base/mutex.h"
#include "src/emulator/grpc/plugin_connection.h"

namespace davit::emulator {

/// The kubelet's plugin watcher for device plugins: looks into plugins_registry, asks every new
/// socket who it is, and says whether it was taken. A socket that goes takes its plugin with it;
/// one that fails is asked again with back-off.
class RegistryWatcher {
 public:
  struct Options {
    std::string dir;
    std::chrono::milliseconds every;
    std::chrono::milliseconds dial_timeout;
  };
  struct Callbacks {
    /// The plugin of `resource` answers at `endpoint`: register it, or say why not.
    std::function<Result<>(const std::string& resource, const std::string& endpoint)> add;
    std::function<void(const std::string& resource)> remove;
    /// Tell plugins that they were refused, whatever they say.
    std::function<bool()> refuse;
  };

  RegistryWatcher(Options options, Callbacks callbacks);
  ~RegistryWatcher();

 private:
  struct Identity {
    ino_t inode = 0;
    std::int64_t changed = 0;  ///< ctime in ns: an inode number is used again

    friend bool operator==(const Identity&, const Identity&) = default;
  };
  struct Seen {
    Identity identity;
    std::string resource;  ///< once taken
    std::chrono::steady_clock::time_point again;
    std::chrono::milliseconds pause{0};
  };

  void Watch();
  void Look();
  std::map<std::string, Identity> Sockets() const;
  Result<std::string> Introduce(const std::string& path);
  bool stopping() const;

  const Options options_;
  const Callbacks callbacks_;
  std::map<std::string, Seen> seen_;  ///< of the thread

  mutable Mutex mutex_;
  std::condition_variable_any wake_;
  bool stop_ DAVIT_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace davit::emulator
