// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/backends/generic/place.h"

#include <string_view>
#include <utility>

#include "src/sysfs/numa.h"
#include "src/sysfs/pci.h"

namespace davit::generic {

Place PlaceOf(const Root& root, const std::string& sysfs) {
  Place place;
  auto resolved = root.Resolve(sysfs);
  if (!resolved.ok()) return place;
  std::string folder = std::move(*resolved);
  while (folder.starts_with("/sys/devices/")) {
    const auto slash = folder.rfind('/');
    const std::string_view name = std::string_view(folder).substr(slash + 1);
    if (!place.pci && sysfs::IsPciAddress(name)) place.pci = PciAddress{std::string(name)};
    if (place.numa.empty()) {
      if (const auto node = sysfs::NumaOfObject(root, folder)) place.numa.push_back(*node);
    }
    folder.resize(slash);
  }
  return place;
}

}  // namespace davit::generic
