// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include "deviceplugin/v1beta1/api.grpc.pb.h"
#include "pluginregistration/v1/api.grpc.pb.h"
#include "podresources/v1/api.grpc.pb.h"

namespace davit::kubelet {

/// The kubelet's APIs: their proto packages are wire names and become bare C++ namespaces.
namespace device_plugin = ::v1beta1;
namespace plugin_registration = ::pluginregistration;
namespace pod_resources = ::v1;

}  // namespace davit::kubelet
