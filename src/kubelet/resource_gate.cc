// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/kubelet/resource_gate.h"

#include <memory>
#include <mutex>
#include <utility>

namespace davit::kubelet {

ResourceGate::ResourceGate(Resource& resource)
    : name_(resource.name()), options_(resource.options()), resource_(&resource) {}

void ResourceGate::Close() {
  const std::unique_lock lock(mutex_);
  resource_ = nullptr;
}

SharedDeviceList ResourceGate::list() const {
  const std::shared_lock lock(mutex_);
  return resource_ == nullptr ? std::make_shared<const DeviceList>() : resource_->list();
}

Result<std::vector<ContainerAnswer>> ResourceGate::Allocate(
    std::span<const std::vector<std::string>> requests) {
  const std::shared_lock lock(mutex_);
  if (resource_ == nullptr) return Gone();
  return resource_->Allocate(requests);
}

Result<std::vector<std::vector<std::string>>> ResourceGate::Preferred(
    std::span<const PreferredQuestion> questions) {
  const std::shared_lock lock(mutex_);
  if (resource_ == nullptr) return Gone();
  return resource_->Preferred(questions);
}

void ResourceGate::PreStart(std::span<const std::string> ids, SteadyTime deadline,
                            std::function<void(Result<>)> done) {
  std::shared_lock lock(mutex_);
  if (resource_ != nullptr) return resource_->PreStart(ids, deadline, std::move(done));
  lock.unlock();
  done(Gone());
}

Error ResourceGate::Gone() const {
  return {Code::kUnavailable, name_ + " is not served here any more"};
}

}  // namespace davit::kubelet
