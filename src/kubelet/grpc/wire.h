// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <span>
#include <vector>

#include <grpcpp/support/byte_buffer.h>

#include "davit/result.h"
#include "src/base/mutex.h"
#include "src/kubelet/grpc/proto.h"
#include "src/model/answer.h"
#include "src/model/device_list.h"

namespace davit::kubelet {

/// Puts our values on the wire. Every string that goes out is UTF-8: a device whose id is not is
/// left out, an answer that holds another is refused.

void Write(const PluginOptions& options, device_plugin::DevicePluginOptions& message);

/// Errors: kInternal naming the field that is no UTF-8.
Result<> Write(std::span<const ContainerAnswer> answers, device_plugin::AllocateResponse& message);

std::vector<std::vector<std::string>> Read(const device_plugin::AllocateRequest& message);
std::vector<PreferredQuestion> Read(const device_plugin::PreferredAllocationRequest& message);

/// Encodes each list once, however many streams send it. Thread-safe.
class ListEncoder {
 public:
  /// ListAndWatchResponse with `list`; the bytes are shared, not copied.
  grpc::ByteBuffer Encode(const SharedDeviceList& list);

 private:
  Mutex mutex_;
  SharedDeviceList list_ DAVIT_GUARDED_BY(mutex_);
  grpc::ByteBuffer bytes_ DAVIT_GUARDED_BY(mutex_);
};

}  // namespace davit::kubelet
