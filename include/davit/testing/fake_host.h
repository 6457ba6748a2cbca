// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "davit/host.h"
#include "davit/testing/fake_clock.h"
#include "davit/testing/recording_log.h"
#include "davit/testing/temp_tree.h"

namespace davit::testing {

/// Forgets every number.
class NullMetrics final : public Metrics {
 public:
  void SetGauge(std::string_view, const DeviceId*, double) override {}
  void AddCounter(std::string_view, const DeviceId*, double) override {}
};

/// Forgets what it is told.
class NullEvents final : public Events {
 public:
  void Report(const DeviceId*, std::string_view) override {}
};

/// State files in memory. Thread-safe.
class MemoryStateDir final : public StateDir {
 public:
  MemoryStateDir();
  ~MemoryStateDir() override;

  Result<std::optional<std::string>> Read(std::string_view name) const override;
  Result<> Write(std::string_view name, std::string_view content) override;

  /// From now on both answer with this error; nothing ends that.
  void FailWith(std::optional<Error> error);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Holders as a test says. Thread-safe.
class FakeHolderNames final : public HolderNames {
 public:
  FakeHolderNames();
  ~FakeHolderNames() override;

  std::optional<std::string> HolderOf(const DeviceId& device) const override;
  /// Nothing: nobody holds it any more.
  void Set(const DeviceId& device, std::optional<std::string> holder);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// A whole machine for a backend: a tree as its root, a clock that a test moves, a log that it
/// reads. Outlives the backend. The parts are as thread-safe as each says.
class FakeHost {
 public:
  FakeHost() : FakeHost(TempTree()) {}
  explicit FakeHost(std::string_view description) : FakeHost(TempTree(description)) {}
  explicit FakeHost(TempTree tree_in);
  FakeHost(const FakeHost&) = delete;
  FakeHost& operator=(const FakeHost&) = delete;

  TempTree tree;
  FakeClock clock;
  RecordingLog log;
  NullMetrics metrics;
  MemoryStateDir state;
  NullEvents events;
  FakeHolderNames holders;
  const Root root;
  Host host;  ///< all of the above
};

}  // namespace davit::testing
