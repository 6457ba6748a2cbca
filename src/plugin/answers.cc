// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/plugin/answers.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "src/alloc/preferred.h"
#include "src/base/digest.h"
#include "src/plugin/render.h"

namespace davit {
namespace {

Error Unknown(const ResourceTable& table, const std::string& id) {
  return Error{Code::kNotFound, "resource " + table.resource + " has no device \"" + id +
                                    "\": it is gone or was never here; delete the pod, and a new "
                                    "one gets another device"};
}

Result<> CheckHealthy(const ResourceTable& table, std::span<const std::string> ids) {
  for (const std::string& id : ids) {
    const Slot* slot = table.Find(id);
    if (slot == nullptr) return Unknown(table, id);
    const std::string complaint = table.Complaint(*slot);
    if (complaint.empty()) continue;
    return Error{Code::kFailedPrecondition,
                 "device \"" + id + "\" of " + table.resource + " is Unhealthy: " + complaint};
  }
  return {};
}

/// A composition and whose it is; the groups must stay where they are while they are rendered.
struct Composed {
  Composition composition;
  std::string owner;
};

Result<> Compose(const PhysicalRequest& physical, std::vector<Composed>& composed) {
  const BackendEntry& entry = *physical.selection->entry;
  if (entry.compose == nullptr) return {};
  auto composition = entry.compose(*physical.snapshot, physical.request);
  if (!composition.ok()) {
    return Annotate("backend " + std::string(entry.name) + " refuses device \"" +
                        physical.request.items.front().device.value + "\"",
                    std::move(composition).error());
  }
  composed.push_back({std::move(composition).value(), physical.request.items.front().device.value});
  return {};
}

Result<> AddAnnotations(const Composed& composed, ContainerAnswer& answer) {
  for (const auto& [name, value] : composed.composition.annotations) {
    const auto [at, fresh] = answer.annotations.try_emplace(name, value);
    if (!fresh && at->second != value) {
      return Error{Code::kFailedPrecondition,
                   "device \"" + composed.owner + "\" wants annotation " + name + " = \"" + value +
                       "\", another device of this container \"" + at->second + "\""};
    }
  }
  return {};
}

/// The edit groups of a request's devices, each once, in order.
Result<> Collect(const ResourceTable& table, const PhysicalRequest& physical,
                 std::vector<OwnedEdits>& edits) {
  std::unordered_set<const EditGroup*> seen;
  for (const std::size_t part : physical.parts) {
    const Device& device = *table.parts[part].device;
    for (const std::string& name : device.edit_groups) {
      const auto group = physical.snapshot->edits.find(name);
      if (group == physical.snapshot->edits.end()) {
        return Error{
            Code::kFailedPrecondition,
            "device \"" + device.id.value + "\": its edit group \"" + name + "\" is not published"};
      }
      if (seen.insert(&group->second).second) edits.push_back({&group->second, device.id.value});
    }
  }
  return {};
}

/// A question in terms of the policies: candidates and the devices behind them.
class Choice {
 public:
  Choice(const ResourceTable& table, const PreferredQuestion& question) : table_(table) {
    for (const std::string& id : question.must_include) Add(id, true);
    for (const std::string& id : question.available) Add(id, false);
    CountHeld();
    FillWeights();
    std::sort(leftover_.begin(), leftover_.end());
  }

  Result<std::vector<std::string>> Make(std::size_t size) const {
    const std::size_t most = size - std::min(size, forced_.size());
    ASSIGN_OR_RETURN(std::vector<std::string> chosen,
                     alloc::Preferred(table_.layout->policy, topology_, candidates_, most));
    chosen.insert(chosen.begin(), forced_.begin(), forced_.end());
    for (const auto& [rank, id] : leftover_) {
      if (chosen.size() >= size) break;
      chosen.push_back(id);
    }
    return chosen;
  }

 private:
  enum Rank { kUnhealthy, kUnknown };

  void Add(const std::string& id, bool must_include) {
    if (!seen_.insert(id).second) return;
    const Slot* slot = table_.Find(id);
    if (slot == nullptr || table_.PartOf(*slot) == Layout::kNoDevice) {
      if (must_include) {
        forced_.push_back(id);
      } else {
        leftover_.emplace_back(kUnknown, id);
      }
      return;
    }
    if (!must_include && !table_.Healthy(*slot)) {
      leftover_.emplace_back(kUnhealthy, id);
      return;
    }
    const std::size_t node = NodeOf(table_.PartOf(*slot));
    candidates_.push_back(alloc::Candidate{.id = id,
                                           .device = node,
                                           .share = static_cast<std::size_t>(slot->share),
                                           .must_include = must_include});
  }

  std::size_t NodeOf(std::size_t part) {
    const auto [at, fresh] = nodes_.try_emplace(part, topology_.devices.size());
    if (!fresh) return at->second;
    const Layout::Part& about = table_.layout->parts[part];
    alloc::Topology::Node node;
    node.id = about.device.value;
    node.shares_in_all = static_cast<std::size_t>(about.shares);
    if (const Device* device = table_.parts[part].device.get()) {
      if (device->parent) node.parent = device->parent->value;
      node.numa = device->place.numa;
    }
    topology_.devices.push_back(std::move(node));
    parts_.push_back(part);
    return at->second;
  }

  void CountHeld() {
    std::vector<std::size_t> offered(topology_.devices.size(), 0);
    for (const alloc::Candidate& candidate : candidates_) ++offered[candidate.device];
    for (std::size_t i = 0; i < offered.size(); ++i) {
      alloc::Topology::Node& node = topology_.devices[i];
      node.shares_held = node.shares_in_all - std::min(node.shares_in_all, offered[i]);
    }
  }

  void FillWeights() {
    const std::size_t n = topology_.devices.size();
    if (table_.closeness == nullptr || n > kMostWeighed) return;
    topology_.weight.assign(n * n, 0);
    for (std::size_t i = 0; i < n; ++i) {
      for (const auto& [part, weight] : (*table_.closeness)[parts_[i]]) {
        const auto other = nodes_.find(part);
        if (other != nodes_.end()) topology_.weight[i * n + other->second] = weight;
      }
    }
  }

  // A matrix of 8 MiB; no machine has more devices with links between them.
  static constexpr std::size_t kMostWeighed = 1024;

  const ResourceTable& table_;
  alloc::Topology topology_;
  std::vector<alloc::Candidate> candidates_;
  std::vector<std::string> forced_;  // to be included, though we do not know them
  std::vector<std::pair<Rank, std::string>> leftover_;
  std::unordered_set<std::string_view> seen_;
  std::unordered_map<std::size_t, std::size_t> nodes_;  // part → node
  std::vector<std::size_t> parts_;                      // node → part
};

}  // namespace

std::string UseOf(const std::string& resource, std::span<const std::string> ids) {
  std::vector<std::string> sorted(ids.begin(), ids.end());
  std::sort(sorted.begin(), sorted.end());
  std::string text = resource;
  for (const std::string& id : sorted) text += '\0' + id;
  return Sha256Hex(text).substr(0, 32);
}

Result<std::vector<PhysicalRequest>> PhysicalRequests(const ResourceTable& table,
                                                      std::span<const std::string> ids) {
  std::vector<PhysicalRequest> requests;
  std::unordered_map<std::size_t, std::pair<std::size_t, std::size_t>> places;
  std::unordered_set<std::string_view> seen;
  for (const std::string& id : ids) {
    if (!seen.insert(id).second) {
      return Error{Code::kInvalidArgument, "device \"" + id + "\" of " + table.resource +
                                               " is asked for twice by one container"};
    }
    const Slot* slot = table.Find(id);
    if (slot == nullptr || table.PartOf(*slot) == Layout::kNoDevice) return Unknown(table, id);
    const std::size_t part = table.PartOf(*slot);
    if (const auto known = places.find(part); known != places.end()) {
      PhysicalRequest& physical = requests[known->second.first];
      physical.ids.push_back(id);
      ++physical.request.items[known->second.second].shares_asked;
      continue;
    }
    const Layout::Part& about = table.layout->parts[part];
    auto physical = std::find_if(requests.begin(), requests.end(), [&](const PhysicalRequest& r) {
      return r.selection == about.selection;
    });
    if (physical == requests.end()) {
      const auto snapshot = table.snapshots.find(about.selection->backend);
      requests.push_back(PhysicalRequest{
          .selection = about.selection,
          .snapshot = snapshot == table.snapshots.end() ? nullptr : snapshot->second,
          .ids = {},
          .parts = {},
          .request = Request{.use = {},
                             .resource = table.resource,
                             .delivery = about.selection->delivery,
                             .options = about.selection->selector.options,
                             .items = {}}});
      physical = std::prev(requests.end());
    }
    places.emplace(part, std::pair(static_cast<std::size_t>(physical - requests.begin()),
                                   physical->parts.size()));
    physical->ids.push_back(id);
    physical->parts.push_back(part);
    physical->request.items.push_back(
        Request::Item{.device = about.device,
                      .shares_asked = 1,
                      .shares_in_all = static_cast<int>(about.shares)});
  }
  for (PhysicalRequest& physical : requests) {
    physical.request.use = UseOf(table.resource, physical.ids);
  }
  return requests;
}

Result<ContainerAnswer> AllocateAnswer(const ResourceTable& table,
                                       std::span<const std::string> ids) {
  ASSIGN_OR_RETURN(const std::vector<PhysicalRequest> requests, PhysicalRequests(table, ids));
  RETURN_IF_ERROR(CheckHealthy(table, ids));
  std::vector<Composed> composed;
  composed.reserve(requests.size());
  ContainerAnswer answer;
  std::vector<OwnedEdits> edits;
  Delivery delivery;
  for (const PhysicalRequest& physical : requests) {
    delivery.insert(physical.selection->delivery.begin(), physical.selection->delivery.end());
    RETURN_IF_ERROR(Collect(table, physical, edits));
    RETURN_IF_ERROR(Compose(physical, composed));
  }
  for (const Composed& one : composed) {
    for (const EditGroup& group : one.composition.groups) edits.push_back({&group, one.owner});
  }
  ASSIGN_OR_RETURN(answer, Render(edits, delivery));
  for (const Composed& one : composed) RETURN_IF_ERROR(AddAnnotations(one, answer));
  return answer;
}

Result<std::vector<std::string>> PreferredAnswer(const ResourceTable& table,
                                                 const PreferredQuestion& question) {
  const std::size_t size = question.size > 0 ? static_cast<std::size_t>(question.size) : 0;
  const std::unordered_set<std::string_view> must(question.must_include.begin(),
                                                  question.must_include.end());
  if (must.size() > size) {
    return Error{Code::kInvalidArgument,
                 "resource " + table.resource + ": " + std::to_string(must.size()) +
                     " devices must be included in a choice of " + std::to_string(size)};
  }
  const std::unordered_set<std::string_view> available(question.available.begin(),
                                                       question.available.end());
  for (const std::string_view id : must) {
    if (available.count(id) == 0) {
      return Error{Code::kInvalidArgument, "resource " + table.resource + ": device \"" +
                                               std::string(id) +
                                               "\" must be included but is not available"};
    }
  }
  return Choice(table, question).Make(size);
}

}  // namespace davit
