// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/kubelet/grpc/quiet.h"

#include <google/protobuf/stubs/logging.h>
#include <grpc/support/log.h>

namespace davit::kubelet {

void QuietLibraries() {
  google::protobuf::SetLogHandler(nullptr);
  gpr_set_log_function([](gpr_log_func_args* /*line*/) {});
}

}  // namespace davit::kubelet
