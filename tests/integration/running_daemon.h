// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <signal.h>
#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "src/base/subprocess.h"

namespace davit {

/// Where davitd's files lie in a test, and what it is told there.
struct DaemonHome {
  std::string dir;  ///< of the test, empty at first

  std::string sockets() const { return dir + "/plugins"; }
  std::string control() const { return dir + "/control"; }
  std::string config() const { return dir + "/davit.yaml"; }
  std::string pod_resources() const { return dir + "/pod-resources.sock"; }

  /// Makes the folders and an empty control file.
  void Prepare() const {
    std::filesystem::create_directory(sockets());
    ::chmod(sockets().c_str(), 0755);
    std::ofstream(control()).flush();
  }

  /// Writes a davit.yaml with these devices of the backend fake and these resources.
  void Configure(const std::vector<std::string>& devices,
                 const std::vector<std::string>& resources) const {
    std::ofstream file(config());
    file << "apiVersion: davit.dev/v1\nbackends:\n  fake:\n    control: " << control()
         << "\n    devices:\n";
    for (const std::string& device : devices) file << "      - " << device << '\n';
    file << "resources:\n";
    for (const std::string& resource : resources) file << "  - " << resource << '\n';
  }

  /// A line for the backend fake.
  void Command(const std::string& line) const {
    std::ofstream(control(), std::ios::app) << line << '\n';
  }
};

/// The real davitd, started as a process with the backend fake. Killed when it goes.
class RunningDaemon {
 public:
  explicit RunningDaemon(const DaemonHome& home)
      : process_(Subprocess::Start({.argv = {DAVITD_PATH, "--enable-fake",             //
                                             "--config", home.config(),                //
                                             "--socket-dir", home.sockets(),           //
                                             "--pod-resources", home.pod_resources(),  //
                                             "--state-dir", home.dir + "/state",       //
                                             "--log-level", "error"}})
                     .value()) {}

  void Kill(int signal) { process_.Kill(signal); }
  Result<ExitStatus> Wait(std::chrono::milliseconds limit) { return process_.Wait(limit); }

  int OpenDescriptors() const { return Entries("fd"); }
  int Threads() const { return Entries("task"); }

 private:
  int Entries(const std::string& folder) const {
    int count = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(
             "/proc/" + std::to_string(process_.pid()) + "/" + folder)) {
      ++count;
    }
    return count;
  }

  Subprocess process_;
};

}  // namespace davit
