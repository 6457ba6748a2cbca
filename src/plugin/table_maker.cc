// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/plugin/table_maker.h"

#include <algorithm>
#include <utility>

namespace davit {
namespace {

PartState Unhealthy(const Known& known, std::string reason) {
  return PartState{.device = known.device, .healthy = false, .reason = std::move(reason)};
}

bool SameLinks(const std::map<std::string, SharedSnapshot>& a,
               const std::map<std::string, SharedSnapshot>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
    return x.first == y.first && (x.second == y.second || x.second->links == y.second->links);
  });
}

}  // namespace

PartState StateOf(const Known& known, const Snapshot& snapshot, std::span<const std::string> ignore,
                  std::optional<std::uint64_t> line_changed) {
  switch (known.presence) {
    case Known::Presence::kMissing:
      return Unhealthy(known, "it is missing from this node; Healthy again when it is back");
    case Known::Presence::kUnjudged:
      return Unhealthy(known, "it is not seen while its backend waits for " +
                                  (snapshot.waiting_for.empty() ? std::string("its driver")
                                                                : snapshot.waiting_for));
    case Known::Presence::kRetired:
      return Unhealthy(known, "it is gone for good, or the config no longer names it");
    case Known::Presence::kPresent:
      break;
  }
  for (const Fault& fault : known.device->faults) {
    if (fault.severity != Severity::kFatal) continue;
    if (std::find(ignore.begin(), ignore.end(), fault.code) != ignore.end()) continue;
    return Unhealthy(known, fault.text.empty() ? fault.code : fault.code + ": " + fault.text);
  }
  if (known.device->needs_setup && line_changed && snapshot.applied < *line_changed) {
    return Unhealthy(known, "it is being set up for this resource");
  }
  return PartState{.device = known.device, .healthy = true, .reason = {}};
}

std::shared_ptr<const ResourceTable> MakeTable(const std::string& resource,
                                               std::shared_ptr<const Layout> layout,
                                               const std::map<std::string, Roster>& rosters,
                                               const std::map<std::string, AssignmentBook>& books,
                                               const ResourceTable* before) {
  auto table = std::make_shared<ResourceTable>();
  table->resource = resource;
  table->layout = std::move(layout);
  table->parts.reserve(table->layout->parts.size());
  const std::string* backend = nullptr;
  const Roster* roster = nullptr;
  const AssignmentBook* book = nullptr;
  for (const Layout::Part& part : table->layout->parts) {
    if (backend == nullptr || *backend != part.selection->backend) {
      backend = &part.selection->backend;
      roster = &rosters.at(*backend);
      const auto found = books.find(*backend);
      book = found == books.end() ? nullptr : &found->second;
      table->snapshots.emplace(*backend, roster->snapshot());
    }
    const Known* known = roster->Find(part.device);
    if (known == nullptr) {
      table->parts.push_back({nullptr, false, "it is not on this node"});
      continue;
    }
    const bool asks = known->device->needs_setup && book != nullptr;
    table->parts.push_back(StateOf(*known, *roster->snapshot(), part.selection->selector.ignore,
                                   asks ? book->ChangedAt(part.device) : std::nullopt));
  }
  const bool same_shape = before != nullptr && before->layout == table->layout;
  table->closeness = same_shape && SameLinks(before->snapshots, table->snapshots)
                         ? before->closeness
                         : ClosenessOf(*table->layout, table->snapshots);
  table->list = ListOf(*table, before ? before->list : nullptr);
  return table;
}

}  // namespace davit
