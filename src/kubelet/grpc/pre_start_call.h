// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <memory>
#include <span>
#include <string>

#include <grpcpp/support/server_callback.h>

#include "davit/clock.h"
#include "davit/result.h"
#include "src/base/mutex.h"
#include "src/plugin/resource.h"

namespace davit::kubelet {

/// One PreStartContainer call: ends when the Resource answers or the caller goes, whichever is
/// first. Deletes itself; an answer that comes later finds nobody.
class PreStartCall final : public grpc::ServerUnaryReactor {
 public:
  /// Asks the resource, with the caller's own deadline, 30 s at most.
  static grpc::ServerUnaryReactor* Begin(grpc::CallbackServerContext& context, const Clock& clock,
                                         Resource& resource, std::span<const std::string> ids);

 private:
  /// Where the answer finds us while we live.
  struct Door {
    void Finish(const grpc::Status& status);

    Mutex mutex;
    PreStartCall* call DAVIT_GUARDED_BY(mutex) = nullptr;  ///< null once finished
  };

  explicit PreStartCall(std::shared_ptr<Door> door) : door_(std::move(door)) {}

  void OnCancel() override;
  void OnDone() override;

  const std::shared_ptr<Door> door_;
};

}  // namespace davit::kubelet
