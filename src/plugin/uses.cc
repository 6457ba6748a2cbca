// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/plugin/uses.h"

#include <utility>

#include "src/base/mutex.h"

namespace davit {

/// One PreStartContainer: answered once, by whoever comes first. Thread-safe.
class Uses::PreStart {
 public:
  PreStart(std::size_t backends, std::function<void(Result<>)> done)
      : waiting_for_(backends), done_(std::move(done)) {}

  /// One backend has made its devices ready.
  void Ready() {
    std::function<void(Result<>)> done;
    {
      const MutexLock lock(mutex_);
      if (done_ == nullptr || --waiting_for_ > 0) return;
      done = std::exchange(done_, nullptr);
    }
    done({});
  }

  void Fail(Error error) {
    std::function<void(Result<>)> done;
    {
      const MutexLock lock(mutex_);
      done = std::exchange(done_, nullptr);
    }
    if (done != nullptr) done(std::move(error));
  }

  bool over() const {
    const MutexLock lock(mutex_);
    return done_ == nullptr;
  }

  /// What fails it when time is up. Both are called on the loop.
  void SetDeadline(std::unique_ptr<EventLoop::Handle> deadline) { deadline_ = std::move(deadline); }
  void DropDeadline() { deadline_.reset(); }

 private:
  std::unique_ptr<EventLoop::Handle> deadline_;  // the loop's
  mutable Mutex mutex_;
  std::size_t waiting_for_ DAVIT_GUARDED_BY(mutex_);
  std::function<void(Result<>)> done_ DAVIT_GUARDED_BY(mutex_);
};

namespace {

bool IsEmpty(const ContainerEdits& edits) { return edits == ContainerEdits{}; }

}  // namespace

Uses::Uses(EventLoop& loop, const Holders& holders, SendOrder send)
    : loop_(loop), holders_(holders), send_(std::move(send)) {}

Uses::~Uses() {
  for (const std::shared_ptr<PreStart>& one : under_way_) {
    one->DropDeadline();
    one->Fail(Error{Code::kUnavailable, "this plugin is stopping; the container will be retried"});
  }
}

void Uses::Prepare(const ResourceTable& table, const std::vector<std::string>& ids,
                   SteadyTime deadline, std::uint64_t asked, std::function<void(Result<>)> done) {
  auto requests = PhysicalRequests(table, ids);
  if (!requests.ok()) {
    done(std::move(requests).error());
    return;
  }
  std::erase_if(*requests, [](const PhysicalRequest& r) { return !r.selection->entry->prepares; });
  if (requests->empty()) {
    done({});
    return;
  }
  Sweep();
  auto pre_start = std::make_shared<PreStart>(requests->size(), std::move(done));
  const std::string first = requests->front().request.items.front().device.value;
  const std::string owner = requests->front().selection->backend;
  pre_start->SetDeadline(loop_.After(deadline - loop_.clock().Now(), [pre_start, first, owner] {
    pre_start->Fail(Error{Code::kDeadlineExceeded, "backend " + owner + " did not make device \"" +
                                                       first + "\" ready in time"});
  }));
  under_way_.push_back(pre_start);

  for (PhysicalRequest& physical : *requests) {
    const std::string backend = physical.selection->backend;
    uses_[physical.request.use] =
        Use{.backend = backend, .resource = table.resource, .ids = physical.ids, .asked = asked};
    auto answer = [pre_start, backend](Result<ContainerEdits> edits) {
      if (!edits.ok()) {
        pre_start->Fail(Annotate("backend " + backend, std::move(edits).error()));
      } else if (!IsEmpty(*edits)) {
        pre_start->Fail(Error{Code::kInternal, "backend " + backend +
                                                   " answered Prepare with edits, which "
                                                   "PreStartContainer cannot hand on"});
      } else {
        pre_start->Ready();
      }
    };
    send_(backend, order::Prepare{.request = std::move(physical.request),
                                  .deadline = deadline,
                                  .done = std::move(answer)});
  }
}

void Uses::Sweep() {
  std::erase_if(under_way_, [](const std::shared_ptr<PreStart>& one) {
    if (!one->over()) return false;
    one->DropDeadline();  // here on the loop: the backend may let go of the rest last
    return true;
  });
}

void Uses::Settle(std::uint64_t question) {
  std::erase_if(uses_, [&](const auto& entry) {
    const auto& [name, use] = entry;
    if (use.asked >= question) return false;
    for (const std::string& id : use.ids) {
      if (holders_.Held(use.resource, id)) return false;
    }
    send_(use.backend, order::Release{name});
    return true;
  });
}

}  // namespace davit
