// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "src/base/mutex.h"
#include "src/plugin/resource.h"

namespace davit {

/// A resource that a test writes by hand: answers with the ids in DEVICES and prefers the first
/// ones in order.
class StaticResource final : public Resource {
 public:
  StaticResource(std::string name, DeviceList list, PluginOptions its_options = {})
      : name_(std::move(name)),
        options_(its_options),
        list_(std::make_shared<const DeviceList>(std::move(list))) {}

  void Set(DeviceList list) {
    const MutexLock lock(mutex_);
    list_ = std::make_shared<const DeviceList>(std::move(list));
  }

  /// PreStart answers only when this is called.
  void FinishPreStart(const Result<>& result) {
    std::vector<std::function<void(Result<>)>> waiting;
    {
      const MutexLock lock(mutex_);
      waiting.swap(waiting_);
    }
    for (const auto& done : waiting) done(result);
  }
  SteadyTime pre_start_deadline() const {
    const MutexLock lock(mutex_);
    return pre_start_deadline_;
  }

  const std::string& name() const override { return name_; }
  PluginOptions options() const override { return options_; }
  SharedDeviceList list() const override {
    const MutexLock lock(mutex_);
    return list_;
  }

  Result<std::vector<ContainerAnswer>> Allocate(
      std::span<const std::vector<std::string>> requests) override {
    const SharedDeviceList devices = list();
    std::vector<ContainerAnswer> answers;
    for (const std::vector<std::string>& ids : requests) {
      std::vector<std::string> sorted = ids;
      std::sort(sorted.begin(), sorted.end());
      std::string joined;
      for (const std::string& id : sorted) {
        const auto it = std::find_if(devices->begin(), devices->end(),
                                     [&id](const ListedDevice& device) { return device.id == id; });
        if (it == devices->end()) return Error{Code::kNotFound, "no device " + id};
        if (!it->healthy) return Error{Code::kFailedPrecondition, id + " is Unhealthy"};
        joined += (joined.empty() ? "" : ",") + id;
      }
      answers.push_back({.envs = {{"DEVICES", joined}}});
    }
    return answers;
  }

  Result<std::vector<std::vector<std::string>>> Preferred(
      std::span<const PreferredQuestion> questions) override {
    std::vector<std::vector<std::string>> answers;
    for (const PreferredQuestion& question : questions) {
      std::vector<std::string> ids = question.available;
      std::sort(ids.begin(), ids.end());
      ids.resize(std::min(ids.size(), static_cast<std::size_t>(question.size)));
      answers.push_back(std::move(ids));
    }
    return answers;
  }

  void PreStart(std::span<const std::string> /*ids*/, SteadyTime deadline,
                std::function<void(Result<>)> done) override {
    const MutexLock lock(mutex_);
    pre_start_deadline_ = deadline;
    waiting_.push_back(std::move(done));
  }

 private:
  const std::string name_;
  const PluginOptions options_;
  mutable Mutex mutex_;
  SharedDeviceList list_ DAVIT_GUARDED_BY(mutex_);
  SteadyTime pre_start_deadline_ DAVIT_GUARDED_BY(mutex_);
  std::vector<std::function<void(Result<>)>> waiting_ DAVIT_GUARDED_BY(mutex_);
};

}  // namespace davit
