// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "davit/clock.h"
#include "davit/result.h"
#include "src/model/answer.h"
#include "src/model/device_list.h"

namespace davit {

/// One resource as the kubelet meets it: a name, a list, and answers.
///
/// Thread-safe: any thread may call. Everything but PreStart is computed from an immutable table
/// in memory and never blocks; the table is swapped by the ResourceSet on the loop. The ResourceSet
/// owns it and keeps it alive until ResourceSink::Closed has returned.
class Resource {
 public:
  virtual ~Resource() = default;

  virtual const std::string& name() const = 0;

  /// The same for the life of the resource.
  virtual PluginOptions options() const = 0;

  /// The newest list.
  virtual SharedDeviceList list() const = 0;

  /// One answer for each request (each a container's wire ids), in the same order, or an error for
  /// all of them. Idempotent; keeps nothing but a note in Holders, which may stay after an error
  /// too, where the table changed in the meantime.
  /// Errors, each naming the device and the next step: kNotFound (unknown id),
  /// kFailedPrecondition (Unhealthy device, with the reason; the backend's own refusal),
  /// kInvalidArgument (an id twice in one request).
  virtual Result<std::vector<ContainerAnswer>> Allocate(
      std::span<const std::vector<std::string>> requests) = 0;

  /// One answer for each question: `size` ids (fewer when fewer are available), must_include
  /// first among them, the same answer for the same question in any order. Unknown ids in
  /// `available` are tolerated and taken last.
  /// Errors: kInvalidArgument when must_include is not available or longer than `size`.
  virtual Result<std::vector<std::vector<std::string>>> Preferred(
      std::span<const PreferredQuestion> questions) = 0;

  /// Makes devices ready before a container starts; `done` is called once, from any thread, when
  /// the backend has answered or at the deadline (kDeadlineExceeded). At once where the entry
  /// prepares nothing, and for no ids.
  virtual void PreStart(std::span<const std::string> ids, SteadyTime deadline,
                        std::function<void(Result<>)> done) = 0;
};

/// Who serves resources: told of every one that comes, changes and goes. Called on the loop.
class ResourceSink {
 public:
  virtual ~ResourceSink() = default;

  /// Serve and register it. `resource` lives until Closed returns.
  virtual void Opened(Resource& resource) = 0;
  /// resource.list() is a new one.
  virtual void Changed(Resource& resource) = 0;
  /// It has sent its empty list and waited; stop serving it and let go of the reference.
  virtual void Closed(Resource& resource) = 0;
};

}  // namespace davit
