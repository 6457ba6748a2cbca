// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/config/davit_keys.h"

#include <array>

#include <fmt/core.h>

namespace davit::config {
namespace {

constexpr std::array<Key, 3> kSharing = {{
    {"count", KeyType::kAny, "",
     "Into how many ids each device is divided: a number, or the name of an integer attribute.",
     true},
    {"ids", KeyType::kString, "{id}::{n}",
     "How these ids are made, from {id} (the device's) and {n} (0, 1, …); or `legacy`: as the "
     "backend's older plugin made them."},
    {"kind", KeyType::kString, "", "Sharing beyond counting. Not built yet."},
}};

constexpr Key kMatch = {"match", KeyType::kMap, "all devices",
                        "Attribute to condition: a value or glob, {min, max}, a list (any of), or "
                        "{not: …}. All must hold."};
constexpr Key kBundle = {"bundle", KeyType::kAny, "",
                         "Make one thing of many devices: `all`, or `by <attribute>`. Not built "
                         "yet."};
constexpr Key kSharingKey = {"sharing",    KeyType::kMap,
                             "not shared", "Hand each device to several containers.",
                             false,        kSharing};
constexpr Key kIgnore = {"ignore", KeyType::kList, "none",
                         "Codes of faults that do not make a device Unhealthy here."};
constexpr Key kOwns = {"owns", KeyType::kBool, "true",
                       "Whether these devices are kept from later selectors; false neither takes "
                       "nor blocks."};
constexpr Key kOptions = {"options", KeyType::kMap, "none",
                          "The backend's own options for these devices."};

constexpr std::array<Key, 6> kSelector = {{kMatch, kBundle, kSharingKey, kIgnore, kOwns, kOptions}};

constexpr std::array<Key, 11> kResource = {{
    {"name", KeyType::kString, "", "What a pod asks for: `vendor.example/thing`.", true},
    {"backend", KeyType::kString, "", "Which backend finds the devices.", true},
    {"policy", KeyType::kString, "spread when shared, else topology",
     "Which devices are preferred: packed, spread, numa or topology."},
    {"delivery", KeyType::kMap, "as the backend says",
     "Purpose to outlet, or to a list of outlets: device-nodes or none (others are not built "
     "yet)."},
    {"selectors", KeyType::kListOfMap, "",
     "Which devices the resource takes and how it shares them, first match first. One selector may "
     "be written into the resource itself.",
     false, kSelector},
    kMatch,
    kBundle,
    kSharingKey,
    kIgnore,
    kOwns,
    kOptions,
}};

constexpr std::array<Key, 3> kTop = {{
    {"apiVersion", KeyType::kString, "", "The grammar of this file: `davit.dev/v1`.", true},
    {"backends", KeyType::kMap, "", "Backend to its options: what it looks for."},
    {"resources", KeyType::kListOfMap, "", "What this node offers, in order.", false, kResource},
}};

}  // namespace

KeyTable DavitKeys() { return kTop; }

KeyTable SelectorKeys() { return kSelector; }

std::vector<KeyRow> DavitKeyRows(std::span<const BackendSchema> backends) {
  std::vector<KeyRow> rows;
  for (KeyRow& row : KeyRows(kTop)) {
    // A resource's own copies of a selector's keys are said once, under selectors.
    constexpr std::string_view kFlat = "resources[].";
    const bool is_flat = row.path.starts_with(kFlat) && [&] {
      const std::string_view rest = std::string_view(row.path).substr(kFlat.size());
      const std::string_view first = rest.substr(0, rest.find('.'));
      for (const Key& key : kSelector) {
        if (key.name == first) return true;
      }
      return false;
    }();
    if (is_flat) continue;
    const bool is_backends = row.path == "backends";
    const bool is_options = row.path == "resources[].selectors[].options";
    rows.push_back(std::move(row));
    if (!is_backends && !is_options) continue;
    const std::string prefix = rows.back().path;
    for (const BackendSchema& backend : backends) {
      const KeyTable table = is_backends ? backend.options : backend.selector_options;
      const std::string path = is_backends ? fmt::format("{}.{}", prefix, backend.name)
                                           : fmt::format("{} ({})", prefix, backend.name);
      for (KeyRow& option : KeyRows(table, path)) rows.push_back(std::move(option));
    }
  }
  return rows;
}

}  // namespace davit::config
