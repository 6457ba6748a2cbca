// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "src/base/mutex.h"
#include "src/model/holders.h"
#include "src/plugin/resource.h"
#include "src/plugin/resource_table.h"

namespace davit {

/// A resource that answers from the newest table it was given. Thread-safe: every call takes the
/// table's pointer under a lock and computes without one.
class ServedResource final : public Resource {
 public:
  /// Makes devices ready, from any thread; only called where `options` says so.
  using PreStartFn =
      std::function<void(std::shared_ptr<const ResourceTable> table, std::vector<std::string> ids,
                         SteadyTime deadline, std::function<void(Result<>)> done)>;

  /// `holders` outlives it.
  ServedResource(std::string name, PluginOptions options, Holders& holders,
                 std::shared_ptr<const ResourceTable> table, PreStartFn pre_start);

  void SetTable(std::shared_ptr<const ResourceTable> table);
  std::shared_ptr<const ResourceTable> table() const;

  const std::string& name() const override { return name_; }
  PluginOptions options() const override { return options_; }
  SharedDeviceList list() const override { return table()->list; }
  Result<std::vector<ContainerAnswer>> Allocate(
      std::span<const std::vector<std::string>> requests) override;
  Result<std::vector<std::vector<std::string>>> Preferred(
      std::span<const PreferredQuestion> questions) override;
  void PreStart(std::span<const std::string> ids, SteadyTime deadline,
                std::function<void(Result<>)> done) override;

 private:
  const std::string name_;
  const PluginOptions options_;
  Holders& holders_;
  const PreStartFn pre_start_;
  mutable Mutex mutex_;
  std::shared_ptr<const ResourceTable> table_ DAVIT_GUARDED_BY(mutex_);
};

}  // namespace davit
