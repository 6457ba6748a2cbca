// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/config/read_delivery.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "src/config/nearest.h"
#include "src/config/values.h"
#include "src/model/outlet.h"

namespace davit::config {
namespace {

using Purpose = BackendSchema::Purpose;

/// The outlets that this version builds and that can hand out all that the purpose may hold.
std::vector<std::string_view> FittingOutlets(const Purpose& purpose) {
  std::vector<std::string_view> names;
  for (const auto& [name, outlet] : kOutlets) {
    if (IsBuilt(outlet) && purpose.kinds.Without(Renders(outlet)).empty()) names.push_back(name);
  }
  return names;
}

/// Why this outlet cannot serve this purpose, or nothing when it can.
std::optional<std::string> Misfit(const Purpose& purpose, Outlet outlet) {
  const EditKinds refused = purpose.kinds.Without(Renders(outlet));
  std::string why;
  if (!IsBuilt(outlet)) {
    why = "is not built yet";
  } else if (!refused.empty()) {
    why = fmt::format("cannot hand out {}", Describe(refused));
  } else {
    return std::nullopt;
  }
  const std::vector<std::string_view> fitting = FittingOutlets(purpose);
  return fmt::format("delivery.{}: {} {}{}", purpose.name, OutletName(outlet), why,
                     ExpectedOneOf("", fitting));
}

std::optional<Outlet> ReadOutlet(const ConfigNode& node, const Purpose& purpose,
                                 Problems& problems) {
  const auto text = AsString(node);
  if (!text.ok()) {
    problems.Add(node.mark,
                 fmt::format("delivery.{}: expected the name of an outlet or a list of names, got "
                             "{}",
                             purpose.name, DescribeNode(node)));
    return std::nullopt;
  }
  const auto outlet = OutletNamed(*text);
  if (!outlet) {
    std::vector<std::string_view> names;
    names.reserve(std::size(kOutlets));
    for (const auto& [name, value] : kOutlets) names.push_back(name);
    problems.Add(node.mark, fmt::format("delivery.{}: unknown outlet {}{}", purpose.name,
                                        Quoted(*text), ExpectedOneOf(*text, names)));
    return std::nullopt;
  }
  if (const auto misfit = Misfit(purpose, *outlet)) {
    problems.Add(node.mark, *misfit);
    return std::nullopt;
  }
  return outlet;
}

std::vector<Outlet> ReadOutlets(const ConfigNode& node, const Purpose& purpose,
                                Problems& problems) {
  const auto wrong = [&](Mark mark, std::string_view what) {
    problems.Add(mark, fmt::format("delivery.{}: {}", purpose.name, what));
  };
  std::vector<Outlet> outlets;
  if (!node.is_list()) {
    if (const auto outlet = ReadOutlet(node, purpose, problems)) outlets.push_back(*outlet);
    return outlets;
  }
  if (node.list.empty()) wrong(node.mark, "an empty list; expected an outlet, or none");
  for (const ConfigNode& item : node.list) {
    const auto outlet = ReadOutlet(item, purpose, problems);
    if (!outlet) continue;
    if (std::find(outlets.begin(), outlets.end(), *outlet) != outlets.end()) {
      wrong(item.mark, fmt::format("{} twice; expected each outlet once", OutletName(*outlet)));
    } else {
      outlets.push_back(*outlet);
    }
  }
  const bool has_none = std::find(outlets.begin(), outlets.end(), Outlet::kNone) != outlets.end();
  if (has_none && node.list.size() > 1) {
    wrong(node.mark, "none beside other outlets; expected none alone");
  }
  return outlets;
}

}  // namespace

Delivery ReadDelivery(const ConfigNode* node, const BackendSchema& backend, Mark mark,
                      Problems& problems) {
  Delivery delivery;
  for (const Purpose& purpose : backend.purposes) {
    const ConfigNode* written = node == nullptr ? nullptr : node->Find(purpose.name);
    if (written != nullptr) {
      delivery[purpose.name] = ReadOutlets(*written, purpose, problems);
      continue;
    }
    delivery[purpose.name] = {purpose.default_outlet};
    if (const auto misfit = Misfit(purpose, purpose.default_outlet)) {
      problems.Add(mark, fmt::format("{}; that is the default, say delivery: {{{}: …}}", *misfit,
                                     purpose.name));
    }
  }
  if (node == nullptr) return delivery;
  std::vector<std::string_view> names;
  for (const Purpose& purpose : backend.purposes) names.push_back(purpose.name);
  for (const ConfigNode::Entry& entry : node->map) {
    if (delivery.contains(entry.key)) continue;
    problems.Add(entry.mark, fmt::format("unknown purpose {} of backend {}{}", Quoted(entry.key),
                                         backend.name, ExpectedOneOf(entry.key, names)));
  }
  return delivery;
}

}  // namespace davit::config
