// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/plugin/holder_index.h"

#include <optional>

namespace davit {

class HolderIndex::View final : public HolderNames {
 public:
  explicit View(const Holders& holders) : holders_(holders) {}

  void Set(Ids ids) {
    auto shared = std::make_shared<const Ids>(std::move(ids));
    const MutexLock lock(mutex_);
    std::swap(ids_, shared);
  }

  std::optional<std::string> HolderOf(const DeviceId& device) const override {
    const std::shared_ptr<const Ids> ids = Newest();
    const auto found = ids->find(device);
    if (found == ids->end()) return std::nullopt;
    for (const auto& [resource, id] : found->second) {
      if (auto holder = holders_.HolderOf(resource, id)) return holder;
    }
    for (const auto& [resource, id] : found->second) {
      if (holders_.Held(resource, id)) return std::string();
    }
    return std::nullopt;
  }

 private:
  std::shared_ptr<const Ids> Newest() const {
    const MutexLock lock(mutex_);
    return ids_;
  }

  const Holders& holders_;
  mutable Mutex mutex_;
  std::shared_ptr<const Ids> ids_ DAVIT_GUARDED_BY(mutex_) = std::make_shared<const Ids>();
};

HolderIndex::HolderIndex(const Holders& holders) : holders_(holders) {}
HolderIndex::~HolderIndex() = default;

const HolderNames& HolderIndex::Of(const std::string& backend) {
  const MutexLock lock(mutex_);
  std::unique_ptr<View>& view = views_[backend];
  if (view == nullptr) view = std::make_unique<View>(holders_);
  return *view;
}

void HolderIndex::Set(const std::string& backend, Ids ids) {
  Of(backend);
  const MutexLock lock(mutex_);
  views_.at(backend)->Set(std::move(ids));
}

}  // namespace davit
