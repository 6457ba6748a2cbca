// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/kubelet/list_size.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string_view>

namespace davit::kubelet {
namespace {

constexpr std::size_t kTag = 1;  // every field number here is below 16
constexpr std::string_view kLongestHealth = "Unhealthy";

std::size_t VarintSize(std::uint64_t value) {
  std::size_t bytes = 1;
  for (; value >= 0x80; value >>= 7) ++bytes;
  return bytes;
}

/// A string or message field: tag, length, content.
std::size_t FieldSize(std::size_t content) { return kTag + VarintSize(content) + content; }

std::size_t DeviceSize(const ListedDevice& device) {
  std::size_t size = FieldSize(device.id.size()) + FieldSize(kLongestHealth.size());
  if (device.numa.empty()) return size;
  std::size_t topology = 0;
  for (const NumaNode& node : device.numa) {
    // proto3 leaves out a zero.
    const auto id = static_cast<std::uint64_t>(node.value);
    topology += FieldSize(id == 0 ? 0 : kTag + VarintSize(id));
  }
  return size + FieldSize(topology);
}

/// How many of the list, from its beginning, stay below the limit.
std::size_t CountThatFits(const DeviceList& list, std::size_t max_bytes) {
  std::size_t count = 0;
  std::size_t bytes = 0;
  for (const ListedDevice& device : list) {
    bytes += FieldSize(DeviceSize(device));
    if (bytes >= max_bytes) break;
    ++count;
  }
  return count;
}

SharedDeviceList WithHealthOf(const DeviceList& ids, const DeviceList& live) {
  std::map<std::string_view, bool> healthy;
  for (const ListedDevice& device : live) healthy.emplace(device.id, device.healthy);
  auto list = std::make_shared<DeviceList>(ids);
  for (ListedDevice& device : *list) {
    const auto found = healthy.find(device.id);
    device.healthy = found != healthy.end() && found->second;
  }
  return list;
}

}  // namespace

std::size_t EncodedListSize(const DeviceList& list) {
  std::size_t bytes = 0;
  for (const ListedDevice& device : list) bytes += FieldSize(DeviceSize(device));
  return bytes;
}

ListSizeLimit::Verdict ListSizeLimit::Admit(const SharedDeviceList& list) {
  const std::size_t bytes = EncodedListSize(*list);
  if (bytes < max_bytes_) {
    last_good_ = list;
    return {list, {}};
  }
  // The list is not empty here: an empty one has no bytes.
  const std::size_t average = (bytes + list->size() - 1) / list->size();
  const std::string consequence =
      last_good_ == nullptr ? "the resource is not registered"
                            : "the last " + std::to_string(last_good_->size()) + " ids stay";
  std::string complaint = std::to_string(list->size()) + " ids × " + std::to_string(average) +
                          " bytes = " + std::to_string(bytes) +
                          " bytes, the kubelet takes less than " + std::to_string(max_bytes_) +
                          ": at most " + std::to_string(CountThatFits(*list, max_bytes_)) +
                          " of these ids fit; share less or use shorter ids (" + consequence + ")";
  return {last_good_ == nullptr ? nullptr : WithHealthOf(*last_good_, *list), std::move(complaint)};
}

}  // namespace davit::kubelet
