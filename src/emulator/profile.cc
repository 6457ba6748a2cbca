// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/emulator/profile.h"

namespace davit::emulator {

Profile Profile::Of(Version version) {
  Profile profile;
  switch (version) {
    case Version::k1_20:
      profile.registers_synchronously = false;
      profile.options_from_request = true;
      profile.authority_is_path = true;
      profile.client_key = ClientKey::kIdentity;
      profile.wipes_files = true;
      profile.leaves_deprecation_file = true;
      profile.checks_health_at_admission = false;
      profile.reads_cdi_devices = false;
      break;
    case Version::k1_28:
      profile.reads_cdi_devices = false;
      break;
    case Version::k1_36:
      break;
    case Version::kNext:
      profile.client_key = ClientKey::kSocket;
      break;
  }
  return profile;
}

}  // namespace davit::emulator
