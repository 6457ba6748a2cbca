// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/backends/generic/legacy_spec.h"

#include <span>
#include <utility>

#include <fmt/format.h>

#include "src/backends/generic/options.h"
#include "src/config/schema.h"
#include "src/config/values.h"
#include "src/model/resource_name.h"

namespace davit::generic {
namespace {

using config::Key;
using config::KeyType;

std::string Trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1));
}

const Key* FindKey(std::span<const Key> table, std::string_view name) {
  for (const Key& key : table) {
    if (LowerCase(key.name) == LowerCase(name)) return &key;
  }
  return nullptr;
}

/// Whether that plugin takes this value as if the key were not there.
bool IsZero(const Key& key, const ConfigNode& value) {
  if (value.is_null()) return true;
  if (!value.is_scalar()) return false;
  return Trimmed(value.text).empty() || (key.type == KeyType::kInteger && value.text == "0");
}

ConfigNode TranslateMap(const ConfigNode& map, std::span<const Key> table,
                        config::Problems& problems);

ConfigNode TranslateValue(const ConfigNode& value, const Key& key, config::Problems& problems) {
  ConfigNode translated = value;
  if (value.is_scalar()) {
    translated.text = Trimmed(value.text);
    if (key.type == KeyType::kString) translated.quoted = config::LooksTyped(translated.text);
    if (key.type == KeyType::kInteger) translated.quoted = false;
    if (key.type == KeyType::kBool) {
      translated.quoted = false;
      translated.text = LowerCase(translated.text);
    }
  }
  for (ConfigNode& item : translated.list) {
    if (item.is_map()) item = TranslateMap(item, key.children, problems);
  }
  return translated;
}

ConfigNode TranslateMap(const ConfigNode& map, std::span<const Key> table,
                        config::Problems& problems) {
  ConfigNode translated = map;
  translated.map.clear();
  for (const ConfigNode::Entry& entry : map.map) {
    const Key* key = FindKey(table, entry.key);
    // The two keys that are davit's own.
    if (key == nullptr || key->name == "onMissing" || key->name == "idMode") {
      problems.Warn(entry.mark, fmt::format("unknown key {}; ignored", config::Quoted(entry.key)));
    } else if (!IsZero(*key, entry.value)) {
      translated.map.push_back(
          {std::string(key->name), entry.mark, TranslateValue(entry.value, *key, problems)});
    }
  }
  return translated;
}

/// USB devices without an id match nothing there; here the keys are required.
void AddMissingUsbIds(ConfigNode& device, config::Problems& problems) {
  for (ConfigNode::Entry& groups : device.map) {
    if (groups.key != "groups") continue;
    for (ConfigNode& group : groups.value.list) {
      for (ConfigNode::Entry& usb : group.map) {
        if (usb.key != "usb") continue;
        for (ConfigNode& spec : usb.value.list) {
          for (const char* key : {"vendor", "product"}) {
            if (!spec.is_map() || spec.Find(key) != nullptr) continue;
            problems.Warn(spec.mark, fmt::format("without {}, this matches no USB device", key));
            spec.map.push_back({key, spec.mark, config::StringNode("0")});
          }
        }
      }
    }
  }
}

config::ResourceRule RuleFor(std::string_view domain, const std::string& name, Mark mark) {
  config::ResourceRule rule;
  rule.name = fmt::format("{}/{}", domain, name);
  rule.backend = "generic";
  rule.delivery = {{"node", {Outlet::kDeviceNodes}}};
  rule.mark = mark;
  config::Selector& selector = rule.selectors.emplace_back();
  selector.match.emplace("name", config::Condition{AttributeValue(name)});
  selector.sharing = config::Sharing{.count = std::string("count"), .legacy = true};
  selector.owns = false;
  return rule;
}

}  // namespace

ConfigNode TranslateSpec(const ConfigNode& spec, config::Problems& problems) {
  if (!spec.is_map()) return spec;
  ConfigNode device = TranslateMap(spec, DeviceKeys(), problems);
  AddMissingUsbIds(device, problems);
  device.map.push_back({"onMissing", spec.mark, ConfigNode::Scalar("remove")});
  device.map.push_back({"idMode", spec.mark, ConfigNode::Scalar("legacy")});
  return device;
}

config::Config LegacyConfig(std::string_view domain, std::vector<ConfigNode> devices,
                            config::Problems& problems) {
  config::Config config;
  if (devices.empty()) {
    problems.Add({},
                 "at least one device is needed; name some with --device or under devices in "
                 "the configuration file");
    return config;
  }
  if (auto fits = CheckResourceDomain(domain); !fits.ok()) {
    problems.Add({},
                 fmt::format("the domain {}: {}", config::Quoted(domain), fits.error().message));
  }
  const ConfigNode options = ConfigNode::Map({{"devices", ConfigNode::List(std::move(devices))}});
  if (!config::CheckMap(options, OptionKeys(), "", problems)) return config;
  for (const ConfigNode& device : options.Find("devices")->list) {
    const std::string name = config::StringOr(device, "name", "");
    config.resources.push_back(RuleFor(domain, name, device.mark));
    if (auto fits = CheckResourceName(config.resources.back().name); !fits.ok()) {
      problems.Add(device.mark, fits.error().message);
    }
  }
  config.backends.emplace("generic", options);
  return config;
}

const ConfigNode* FindInAnyCase(const ConfigNode& map, std::string_view key) {
  for (const ConfigNode::Entry& entry : map.map) {
    if (LowerCase(entry.key) == LowerCase(key)) return &entry.value;
  }
  return nullptr;
}

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

}  // namespace davit::generic
