// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/testing/fake_uevents.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>
#include <utility>
#include <vector>

#include "davit/fd.h"
#include "src/base/check.h"
#include "src/base/mutex.h"

namespace davit::testing {

struct FakeUevents::Impl {
  void Wake() {
    constexpr std::uint64_t kOne = 1;
    DAVIT_CHECK(::write(ready.get(), &kOne, sizeof kOne) == sizeof kOne);
  }

  const UniqueFd ready{::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)};
  Mutex mutex;
  std::vector<order::Uevent> waiting DAVIT_GUARDED_BY(mutex);
  std::optional<Error> error DAVIT_GUARDED_BY(mutex);
};

FakeUevents::FakeUevents() : impl_(std::make_unique<Impl>()) {}
FakeUevents::~FakeUevents() = default;

int FakeUevents::fd() const { return impl_->ready.get(); }

Result<> FakeUevents::Drain(const std::function<void(const order::Uevent&)>& handle) {
  std::vector<order::Uevent> uevents;
  std::optional<Error> error;
  {
    MutexLock lock(impl_->mutex);
    std::uint64_t count = 0;
    if (::read(impl_->ready.get(), &count, sizeof count) != sizeof count) return {};
    uevents.swap(impl_->waiting);
    error.swap(impl_->error);
  }
  for (const order::Uevent& uevent : uevents) handle(uevent);
  if (error) return *std::move(error);
  return {};
}

void FakeUevents::Send(order::Uevent uevent) {
  MutexLock lock(impl_->mutex);
  impl_->waiting.push_back(std::move(uevent));
  impl_->Wake();
}

void FakeUevents::FailWith(Error error) {
  MutexLock lock(impl_->mutex);
  impl_->error = std::move(error);
  impl_->Wake();
}

}  // namespace davit::testing
