// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/config/read_selector.h"

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "src/config/nearest.h"
#include "src/config/read_match.h"
#include "src/config/values.h"

namespace davit::config {
namespace {

/// More ids than this cannot be listed: the kubelet's message holds 4 MiB.
constexpr std::int64_t kMaxShares = 100'000;

/// Whether the match can only ever be met by one device.
bool PinsOneDevice(const Match& match) {
  for (const std::string_view name : {"id", "pci"}) {
    const auto found = match.find(std::string(name));
    if (found == match.end()) continue;
    const auto* value = std::get_if<AttributeValue>(&found->second.test);
    const auto* text = value == nullptr ? nullptr : std::get_if<std::string>(value);
    if (text != nullptr && text->find_first_of("*?[\\") == std::string::npos) return true;
  }
  return false;
}

class SharingReader {
 public:
  SharingReader(const BackendSchema& backend, const Match& match, Problems& problems)
      : backend_(backend), match_(match), problems_(problems) {}

  Sharing Read(const ConfigNode& node) {
    Sharing sharing;
    if (const ConfigNode* count = node.Find("count")) ReadCount(*count, sharing);
    if (const ConfigNode* ids = node.Find("ids"); ids != nullptr && ids->is_scalar()) {
      if (ids->text == "legacy") {
        ReadLegacy(*ids, sharing);
      } else {
        ReadTemplate(*ids, sharing);
      }
    }
    if (const ConfigNode* kind = node.Find("kind"); kind != nullptr && kind->is_scalar()) {
      problems_.Add(kind->mark, fmt::format("sharing.kind: {} is not built yet; expected no kind; "
                                            "leave the key out to share by counting",
                                            Quoted(kind->text)));
    }
    return sharing;
  }

 private:
  void ReadCount(const ConfigNode& node, Sharing& sharing) {
    if (const auto number = AsInteger(node); number.ok()) {
      if (*number < 1 || *number > kMaxShares) {
        problems_.Add(node.mark, fmt::format("sharing.count: {} is out of range; expected 1 to {}",
                                             *number, kMaxShares));
      }
      sharing.count = *number;
      return;
    }
    std::vector<std::string_view> known;
    for (const auto& attribute : backend_.attributes) {
      if (attribute.type == BackendSchema::AttributeType::kInteger) known.push_back(attribute.name);
    }
    const BackendSchema::Attribute* attribute =
        node.is_scalar() && !LooksTyped(node.text) ? FindAttribute(backend_, node.text) : nullptr;
    const bool fits =
        attribute != nullptr &&
        (attribute->name == "*" ||
         (attribute->type == BackendSchema::AttributeType::kInteger && attribute->name != "numa"));
    if (!fits) {
      problems_.Add(node.mark,
                    fmt::format("sharing.count: expected a number from 1 or an integer attribute "
                                "of backend {}, got {}{}",
                                backend_.name, DescribeNode(node),
                                known.empty() ? "" : ExpectedOneOf(node.text, known)));
      return;
    }
    sharing.count = node.text;
  }

  void ReadLegacy(const ConfigNode& node, Sharing& sharing) {
    sharing.legacy = true;
    if (backend_.has_share_id) return;
    problems_.Add(node.mark,
                  fmt::format("sharing.ids: backend {} has no legacy ids; expected a template such "
                              "as \"{{id}}::{{n}}\"",
                              backend_.name));
  }

  /// The names between braces, or nothing when the braces do not pair.
  static std::optional<std::vector<std::string>> Placeholders(std::string_view text) {
    std::vector<std::string> names;
    for (std::size_t at = 0; (at = text.find_first_of("{}", at)) != std::string_view::npos;) {
      const std::size_t end = text.find_first_of("{}", at + 1);
      if (text[at] == '}' || end == std::string_view::npos || text[end] == '{') return std::nullopt;
      names.emplace_back(text.substr(at + 1, end - at - 1));
      at = end + 1;
    }
    return names;
  }

  void ReadTemplate(const ConfigNode& node, Sharing& sharing) {
    static constexpr std::array<std::string_view, 2> kKnown = {"id", "n"};
    sharing.ids = node.text;
    const auto wrong = [&](std::string_view what) {
      problems_.Add(node.mark, fmt::format("sharing.ids: {}", what));
    };
    const auto names = Placeholders(node.text);
    if (!names) return wrong("a brace without its partner; expected {id} and {n}");
    bool has_id = false;
    bool has_n = false;
    for (const std::string& name : *names) {
      if (name != "id" && name != "n") {
        return wrong(
            fmt::format("unknown placeholder {}{}", Quoted(name), ExpectedOneOf(name, kKnown)));
      }
      (name == "id" ? has_id : has_n) = true;
    }
    const auto* count = std::get_if<std::int64_t>(&sharing.count);
    if (!has_n && (count == nullptr || *count != 1)) {
      return wrong(
          fmt::format("{} makes the same id for every share; expected {{n}} in it, such as "
                      "\"{{id}}::{{n}}\"",
                      Quoted(node.text)));
    }
    if (!has_id && !PinsOneDevice(match_)) {
      wrong(
          fmt::format("{} makes the same ids for every device; expected {{id}} in it, such as "
                      "\"{{id}}::{{n}}\", or a match of one literal id",
                      Quoted(node.text)));
    }
  }

  const BackendSchema& backend_;
  const Match& match_;
  Problems& problems_;
};

}  // namespace

Selector ReadSelector(const ConfigNode& node, const BackendSchema& backend, std::string_view where,
                      Problems& problems) {
  Selector selector;
  if (const ConfigNode* match = node.Find("match")) {
    selector.match = ReadMatch(*match, backend, problems);
  }
  if (const ConfigNode* bundle = node.Find("bundle")) {
    problems.Add(bundle->mark, fmt::format("{}.bundle: bundles are not built yet; expected no "
                                           "bundle; leave the key out",
                                           where));
  }
  if (const ConfigNode* sharing = node.Find("sharing"); sharing != nullptr && sharing->is_map()) {
    selector.sharing = SharingReader(backend, selector.match, problems).Read(*sharing);
  }
  selector.ignore = StringsUnder(node, "ignore");
  selector.owns = BoolOr(node, "owns", true);
  if (const ConfigNode* options = node.Find("options"); options != nullptr && options->is_map()) {
    CheckMap(*options, backend.selector_options, fmt::format("{}.options", where), problems);
    selector.options = *options;
  }
  return selector;
}

}  // namespace davit::config
