// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "davit/backend.h"
#include "davit/request.h"
#include "davit/result.h"
#include "src/model/answer.h"
#include "src/plugin/resource_table.h"

namespace davit {

/// What a resource answers, as pure functions over its table: any thread, no lock, no wait.

/// What one container asks of one backend's devices, as its backend sees it.
struct PhysicalRequest {
  SharedSelection selection;
  SharedSnapshot snapshot;
  std::vector<std::string> ids;    ///< those that are this selection's
  std::vector<std::size_t> parts;  ///< of the table, as request.items
  Request request;
};

/// The requests behind a container's wire ids: one for each selection that took one of their
/// devices, in the order asked. Health is not looked at.
/// Errors: kNotFound (unknown id, or one with no device behind it), kInvalidArgument (an id twice).
Result<std::vector<PhysicalRequest>> PhysicalRequests(const ResourceTable& table,
                                                      std::span<const std::string> ids);

/// The same name for the same ids of a resource, in any order.
std::string UseOf(const std::string& resource, std::span<const std::string> ids);

/// The answer for one container. Errors as Resource::Allocate.
Result<ContainerAnswer> AllocateAnswer(const ResourceTable& table,
                                       std::span<const std::string> ids);

/// The answer for one question. Errors as Resource::Preferred.
Result<std::vector<std::string>> PreferredAnswer(const ResourceTable& table,
                                                 const PreferredQuestion& question);

}  // namespace davit
