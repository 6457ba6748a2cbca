// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/config/load.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <utility>

#include <fmt/core.h>

#include "src/config/davit_keys.h"
#include "src/config/nearest.h"
#include "src/config/parse.h"
#include "src/config/policy_name.h"
#include "src/config/problems.h"
#include "src/config/read_delivery.h"
#include "src/config/read_selector.h"
#include "src/config/values.h"
#include "src/model/resource_name.h"

namespace davit::config {
namespace {

/// The number after "davit.dev/v", whatever follows it ("v2alpha1" is 2).
std::optional<int> VersionOf(std::string_view api_version) {
  constexpr std::string_view kPrefix = "davit.dev/v";
  if (!api_version.starts_with(kPrefix)) return std::nullopt;
  api_version.remove_prefix(kPrefix.size());
  int version = 0;
  const char* end = api_version.data() + api_version.size();
  const auto [stop, error] = std::from_chars(api_version.data(), end, version);
  if (error == std::errc::result_out_of_range) return std::numeric_limits<int>::max();
  if (error != std::errc()) return std::nullopt;
  return version;
}

/// Whether the rest of the file is in the grammar that we know.
bool CheckApiVersion(const ConfigNode& root, Problems& problems) {
  const ConfigNode* node = root.Find("apiVersion");
  if (node == nullptr) {
    problems.Add(
        root.mark,
        fmt::format("the key \"apiVersion\" is missing; expected apiVersion: {}", kApiVersion));
    return false;
  }
  const std::string text = node->is_scalar() ? node->text : std::string();
  if (text == kApiVersion) return true;
  if (VersionOf(text).value_or(0) > 1) {
    problems.Add(node->mark, fmt::format("apiVersion {} is newer than this davit reads; expected "
                                         "{}; upgrade davit or write the file for {}",
                                         text, kApiVersion, kApiVersion));
  } else {
    problems.Add(node->mark, fmt::format("unknown apiVersion {}; expected {}", DescribeNode(*node),
                                         kApiVersion));
  }
  return false;
}

class Loader {
 public:
  Loader(std::span<const BackendSchema> backends, Problems& problems)
      : backends_(backends), problems_(problems) {}

  Config Load(const ConfigNode& root) {
    CheckMap(root, DavitKeys(), "", problems_);
    if (const ConfigNode* backends = root.Find("backends")) ReadBackends(*backends);
    const ConfigNode* resources = root.Find("resources");
    if (resources == nullptr || resources->is_null() ||
        (resources->is_list() && resources->list.empty())) {
      problems_.Warn(resources == nullptr ? root.mark : resources->mark,
                     "no resources: this node will offer nothing");
      return std::move(config_);
    }
    for (std::size_t i = 0; i < resources->list.size(); ++i) {
      if (resources->list[i].is_map()) {
        ReadResource(resources->list[i], fmt::format("resources[{}]", i));
      }
    }
    return std::move(config_);
  }

 private:
  const BackendSchema* FindBackend(std::string_view name, Mark mark) {
    for (const BackendSchema& backend : backends_) {
      if (backend.name == name) return &backend;
    }
    std::vector<std::string_view> names;
    for (const BackendSchema& backend : backends_) names.push_back(backend.name);
    problems_.Add(mark,
                  fmt::format("unknown backend {}{}", Quoted(name), ExpectedOneOf(name, names)));
    return nullptr;
  }

  void ReadBackends(const ConfigNode& node) {
    for (const ConfigNode::Entry& entry : node.map) {
      const BackendSchema* backend = FindBackend(entry.key, entry.mark);
      if (backend == nullptr) continue;
      CheckMap(entry.value, backend->options, fmt::format("backends.{}", entry.key), problems_);
      config_.backends[entry.key] = entry.value.is_null() ? ConfigNode::Map({}) : entry.value;
    }
  }

  void CheckName(const ConfigNode& node) {
    if (node.text.find('{') != std::string::npos) {
      return problems_.Add(node.mark, fmt::format("name {}: names with {{…}} are not built yet; "
                                                  "expected a literal name",
                                                  Quoted(node.text)));
    }
    if (const Result<> valid = CheckResourceName(node.text); !valid.ok()) {
      return problems_.Add(node.mark, valid.error().message);
    }
    const auto [first, added] = names_.emplace(node.text, node.mark);
    if (!added) {
      problems_.Add(node.mark,
                    fmt::format("a second resource {}; expected each name once; the first is at "
                                "line {}; put both into one resource, under selectors",
                                node.text, first->second.line));
    }
  }

  void ReadPolicy(const ConfigNode& node, ResourceRule& rule) {
    const auto text = AsString(node);
    if (!text.ok()) return;
    rule.policy = PolicyNamed(*text);
    if (rule.policy) return;
    std::vector<std::string_view> names;
    names.reserve(kPolicies.size());
    for (const auto& [name, policy] : kPolicies) names.push_back(name);
    problems_.Add(node.mark,
                  fmt::format("unknown policy {}{}", Quoted(*text), ExpectedOneOf(*text, names)));
  }

  void ReadSelectors(const ConfigNode& node, const BackendSchema& backend, const std::string& where,
                     ResourceRule& rule) {
    const ConfigNode* list = node.Find("selectors");
    if (list == nullptr) {
      rule.selectors.push_back(ReadSelector(node, backend, where, problems_));
      return;
    }
    for (const ConfigNode::Entry& entry : node.map) {
      const bool is_flat = std::any_of(SelectorKeys().begin(), SelectorKeys().end(),
                                       [&](const Key& key) { return key.name == entry.key; });
      if (!is_flat) continue;
      problems_.Add(entry.mark, fmt::format("{}: {} beside selectors; expected one or the other; "
                                            "move it into a selector",
                                            where, entry.key));
    }
    if (list->list.empty() && !list->is_scalar() && !list->is_map()) {
      problems_.Add(list->mark, fmt::format("{}.selectors: an empty list; expected at least one "
                                            "selector",
                                            where));
    }
    for (std::size_t i = 0; i < list->list.size(); ++i) {
      if (!list->list[i].is_map() && !list->list[i].is_null()) continue;
      const std::string path = fmt::format("{}.selectors[{}]", where, i);
      rule.selectors.push_back(ReadSelector(list->list[i], backend, path, problems_));
    }
  }

  void ReadResource(const ConfigNode& node, const std::string& where) {
    ResourceRule rule;
    rule.mark = node.mark;
    if (const ConfigNode* name = node.Find("name"); name != nullptr && name->is_scalar()) {
      CheckName(*name);
      rule.name = name->text;
    }
    if (const ConfigNode* policy = node.Find("policy")) ReadPolicy(*policy, rule);
    const ConfigNode* backend_name = node.Find("backend");
    if (backend_name == nullptr || !backend_name->is_scalar()) return;
    rule.backend = backend_name->text;
    const BackendSchema* backend = FindBackend(rule.backend, backend_name->mark);
    if (backend == nullptr) return;  // nothing else in it can be judged
    rule.delivery = ReadDelivery(node.Find("delivery"), *backend, backend_name->mark, problems_);
    ReadSelectors(node, *backend, where, rule);
    config_.resources.push_back(std::move(rule));
  }

  std::span<const BackendSchema> backends_;
  Problems& problems_;
  Config config_;
  std::map<std::string, Mark> names_;
};

}  // namespace

Result<Loaded> LoadConfig(std::string_view text, std::string_view file,
                          std::span<const BackendSchema> backends) {
  ASSIGN_OR_RETURN(const ConfigNode root, ParseYaml(text, file));
  Problems problems{std::string(file)};
  if (!root.is_map()) {
    problems.Add(root.mark, fmt::format("expected a map with apiVersion, backends and resources, "
                                        "got {}",
                                        DescribeNode(root)));
    return problems.ToResult().error();
  }
  if (!CheckApiVersion(root, problems)) return problems.ToResult().error();
  Loaded loaded;
  loaded.config = Loader(backends, problems).Load(root);
  RETURN_IF_ERROR(problems.ToResult());
  loaded.warnings = problems.Warnings();
  return loaded;
}

}  // namespace davit::config
