// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/daemon/backend_set.h"

#include <poll.h>

#include <chrono>
#include <condition_variable>
#include <mutex>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/testing/fake_host.h"
#include "davit/testing/matchers.h"

namespace davit {
namespace {

using testing::HasCode;
using testing::IsOk;

/// Publishes one device named by its option `device`; with `device: waiting` a waiting snapshot;
/// refuses `device: bad`.
class OneDevice final : public Backend {
 public:
  explicit OneDevice(std::string device) : device_(std::move(device)) {}

  void Run(Inbox& inbox, const PublishSnapshot& publish) override {
    Snapshot snapshot;
    if (device_ == "waiting") {
      snapshot.state = Snapshot::State::kWaiting;
    } else {
      snapshot.devices.push_back(Device{.id = {device_}, .kind = "thing"});
    }
    publish(std::move(snapshot));
    for (;;) {
      pollfd wait{inbox.fd(), POLLIN, 0};
      poll(&wait, 1, -1);
      while (std::optional<Order> order = inbox.Take()) {
        if (std::holds_alternative<order::Stop>(*order)) return;
      }
    }
  }

 private:
  std::string device_;
};

Result<std::unique_ptr<Backend>> CreateOneDevice(Host& /*host*/, const ConfigNode& options) {
  const ConfigNode* device = options.Find("device");
  const std::string name = device == nullptr ? "none" : device->text;
  if (name == "bad") return Error{Code::kInvalidArgument, "there is no bad device"};
  return std::make_unique<OneDevice>(name);
}

const BackendEntry kOne = {.name = "one", .create = CreateOneDevice};
const BackendEntry kTwo = {.name = "two", .create = CreateOneDevice};
const BackendEntry* const kEntries[] = {&kOne, &kTwo};

class BackendSetTest : public ::testing::Test {
 protected:
  BackendSetTest()
      : inventory_(host_.clock,
                   [this](const std::string& /*backend*/) {
                     std::lock_guard lock(mutex_);
                     ++changes_;
                     changed_.notify_all();
                   }),
        backends_({.entries = kEntries,
                   .inventory = inventory_,
                   .log = host_.log,
                   .host = [this](const BackendEntry&) { return host_.host; },
                   .restarted = [this](const std::string& name) { restarted_.push_back(name); },
                   .stopped = [this](const std::string& name) { stopped_.push_back(name); }}) {}

  static ConfigNode Options(const std::string& device) {
    return ConfigNode::Map({{"device", ConfigNode::Scalar(device)}});
  }

  std::string DeviceOf(const std::string& backend) {
    const SharedSnapshot snapshot = inventory_.Get(backend);
    return snapshot == nullptr || snapshot->devices.empty() ? "" : snapshot->devices[0].id.value;
  }

  bool WaitForChanges(int count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(20), [&] { return changes_ >= count; });
  }

  testing::FakeHost host_;
  std::mutex mutex_;
  std::condition_variable changed_;
  int changes_ = 0;
  std::vector<std::string> restarted_;
  std::vector<std::string> stopped_;
  Inventory inventory_;
  BackendSet backends_;
};

TEST_F(BackendSetTest, StartsOnlyTheBackendsThatAreWanted) {
  ASSERT_THAT(backends_.Apply({{"one", Options("a")}}), IsOk());

  ASSERT_TRUE(WaitForChanges(1));
  EXPECT_EQ("a", DeviceOf("one"));
  EXPECT_EQ(nullptr, inventory_.Get("two"));
}

TEST_F(BackendSetTest, RestartsTheOneBackendWhoseOptionsChanged) {
  ASSERT_THAT(backends_.Apply({{"one", Options("a")}, {"two", Options("b")}}), IsOk());
  ASSERT_TRUE(WaitForChanges(2));
  const SharedSnapshot untouched = inventory_.Get("two");

  ASSERT_THAT(backends_.Apply({{"one", Options("c")}, {"two", Options("b")}}), IsOk());

  ASSERT_TRUE(WaitForChanges(3));
  EXPECT_EQ("c", DeviceOf("one"));
  EXPECT_EQ(untouched, inventory_.Get("two"));
  EXPECT_EQ(std::vector<std::string>{"one"}, restarted_);
}

TEST_F(BackendSetTest, ForgetsTheDevicesOfABackendThatIsNoLongerWanted) {
  ASSERT_THAT(backends_.Apply({{"one", Options("a")}, {"two", Options("b")}}), IsOk());
  ASSERT_TRUE(WaitForChanges(2));

  ASSERT_THAT(backends_.Apply({{"two", Options("b")}}), IsOk());

  EXPECT_EQ(nullptr, inventory_.Get("one"));
  EXPECT_EQ(std::vector<std::string>{"one"}, stopped_);
  EXPECT_EQ("b", DeviceOf("two"));
}

TEST_F(BackendSetTest, KeepsTheOldSnapshotUntilTheRestartedBackendIsReady) {
  ASSERT_THAT(backends_.Apply({{"one", Options("a")}, {"two", Options("b")}}), IsOk());
  ASSERT_TRUE(WaitForChanges(2));

  ASSERT_THAT(backends_.Apply({{"one", Options("waiting")}, {"two", Options("d")}}), IsOk());

  ASSERT_TRUE(WaitForChanges(3));
  EXPECT_EQ("d", DeviceOf("two"));
  EXPECT_EQ("a", DeviceOf("one"));
}

TEST_F(BackendSetTest, LeavesEverythingAsItWasWhenOneBackendRefusesItsOptions) {
  ASSERT_THAT(backends_.Apply({{"one", Options("a")}, {"two", Options("b")}}), IsOk());
  ASSERT_TRUE(WaitForChanges(2));
  const SharedSnapshot before = inventory_.Get("one");

  const Result<> applied = backends_.Apply({{"one", Options("c")}, {"two", Options("bad")}});

  EXPECT_THAT(applied, HasCode(Code::kInvalidArgument));
  EXPECT_THAT(applied.error().message, ::testing::HasSubstr("backend two: there is no bad device"));
  EXPECT_EQ(before, inventory_.Get("one"));
}

TEST(WantedBackends, AreThoseConfiguredAndThoseNamedByAResource) {
  config::Config config;
  config.backends["one"] = ConfigNode::Map({{"device", ConfigNode::Scalar("x")}});
  config.resources.push_back({.name = "a.b/c", .backend = "two"});
  config.resources.push_back({.name = "a.b/d", .backend = "one"});

  const auto wanted = WantedBackends(config);

  ASSERT_EQ(2u, wanted.size());
  EXPECT_EQ("x", wanted.at("one").Find("device")->text);
  EXPECT_TRUE(wanted.at("two").is_map());
}

}  // namespace
}  // namespace davit
