// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "src/base/mutex.h"
#include "src/model/device_list.h"

namespace davit::kubelet {

/// The list of one resource on its way to any number of open ListAndWatch streams: latest value
/// wins, every stream has its own cursor, a slow one holds up nobody.
///
/// Thread-safe. Links no gRPC, so that ThreadSanitizer sees it. Outlives its streams.
class ListFeed {
 public:
  /// One open stream. Destroying it ends the subscription; no wake-up comes after that returns.
  class Stream {
   public:
    virtual ~Stream() = default;

    /// The newest list if this stream has not taken it yet, else nullptr (then `wake` is called
    /// once when there is a newer one).
    virtual SharedDeviceList Take() = 0;
  };

  ListFeed();
  ~ListFeed();

  /// Replaces the list and wakes the streams that wait. An equal list is no news.
  void Publish(SharedDeviceList list);

  SharedDeviceList current() const;

  /// Opens a stream; its first Take yields the current list. `wake` is called from the publishing
  /// thread and must not block or call back into the feed.
  std::unique_ptr<Stream> Open(std::function<void()> wake);

 private:
  struct State;
  class Subscription;

  std::shared_ptr<State> state_;
};

}  // namespace davit::kubelet
