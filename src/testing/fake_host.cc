// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "davit/testing/fake_host.h"

#include <mutex>
#include <utility>

namespace davit::testing {

struct MemoryStateDir::Impl {
  mutable std::mutex mutex;
  std::map<std::string, std::string, std::less<>> files;
  std::optional<Error> error;
};

MemoryStateDir::MemoryStateDir() : impl_(std::make_unique<Impl>()) {}
MemoryStateDir::~MemoryStateDir() = default;

Result<std::optional<std::string>> MemoryStateDir::Read(std::string_view name) const {
  const std::scoped_lock lock(impl_->mutex);
  if (impl_->error) return *impl_->error;
  const auto file = impl_->files.find(name);
  if (file == impl_->files.end()) return std::optional<std::string>();
  return std::optional<std::string>(file->second);
}

Result<> MemoryStateDir::Write(std::string_view name, std::string_view content) {
  const std::scoped_lock lock(impl_->mutex);
  if (impl_->error) return *impl_->error;
  impl_->files[std::string(name)] = content;
  return {};
}

void MemoryStateDir::FailWith(std::optional<Error> error) {
  const std::scoped_lock lock(impl_->mutex);
  impl_->error = std::move(error);
}

struct FakeHolderNames::Impl {
  mutable std::mutex mutex;
  std::map<DeviceId, std::string> holders;
};

FakeHolderNames::FakeHolderNames() : impl_(std::make_unique<Impl>()) {}
FakeHolderNames::~FakeHolderNames() = default;

std::optional<std::string> FakeHolderNames::HolderOf(const DeviceId& device) const {
  const std::scoped_lock lock(impl_->mutex);
  const auto holder = impl_->holders.find(device);
  if (holder == impl_->holders.end()) return std::nullopt;
  return holder->second;
}

void FakeHolderNames::Set(const DeviceId& device, std::optional<std::string> holder) {
  const std::scoped_lock lock(impl_->mutex);
  impl_->holders.erase(device);
  if (holder) impl_->holders.emplace(device, *std::move(holder));
}

FakeHost::FakeHost(TempTree tree_in)
    : tree(std::move(tree_in)), root(tree.path()), host{root,  clock,  log,    metrics,
                                                        state, events, holders} {}

}  // namespace davit::testing
