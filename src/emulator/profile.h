// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include "davit/emulator/version.h"

namespace davit::emulator {

/// What sets one kubelet version apart from the others.
struct Profile {
  enum class ClientKey {
    kIdentity,  ///< the end of an older stream is harmless
    kResource,  ///< the end of any stream disconnects the newest registration
    kSocket,    ///< registrations of different sockets live side by side
  };

  bool registers_synchronously = true;  ///< dials the plugin before it answers Register
  bool options_from_request = false;    ///< else GetDevicePluginOptions alone counts
  bool authority_is_path = false;       ///< else "localhost"
  ClientKey client_key = ClientKey::kResource;
  bool wipes_files = false;  ///< not only sockets
  bool leaves_deprecation_file = false;
  bool checks_health_at_admission = true;
  bool reads_cdi_devices = true;

  static Profile Of(Version version);
};

}  // namespace davit::emulator
