// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
//
// Backends and resources together, as the daemon has them: a backend on its own thread, what it
// publishes made into resources, what those order sent back to it.
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/testing/fake_host.h"
#include "davit/testing/matchers.h"
#include "src/backends/builtin_backends.h"
#include "src/config/load.h"
#include "src/plugin/backend_host.h"
#include "src/plugin/personality.h"
#include "src/plugin/resource_set_fixture.h"
#include "src/plugin/schema_of.h"
#include "src/testing/fake_loop.h"

namespace davit {
namespace {

using ::testing::ElementsAre;
using testing::HasError;
using testing::IsOk;
using ::testing::Pair;

class ServingTest : public ::testing::Test {
 protected:
  ServingTest()
      : inventory_(loop_.clock(),
                   [this](const std::string& backend) {
                     loop_.Post([this, backend] { set_->BackendChanged(backend); });
                   }),
        holders_(loop_.clock()) {
    set_ = std::make_unique<ResourceSet>(
        ResourceSet::Needs{.loop = loop_,
                           .log = log_,
                           .entries = BuiltinBackends(),
                           .inventory = inventory_,
                           .holders = holders_,
                           .pod_resources = pod_resources_,
                           .sink = sink_,
                           .send_order = [this](const std::string&, Order order) {
                             backend_->Send(std::move(order));
                           }});
  }
  ~ServingTest() override { backend_.reset(); }

  void Serve(const config::Config& config) {
    const auto& [name, options] = *config.backends.begin();
    const BackendEntry& entry = *FindBackend(BuiltinBackends(), name).value();
    const Host host{.root = root_,
                    .clock = clock_,
                    .log = log_,
                    .metrics = metrics_,
                    .state = state_,
                    .events = events_,
                    .holders = holder_names_};
    auto publish = [this, &entry](Snapshot snapshot) {
      const auto published = inventory_.Publish(entry, std::move(snapshot));
      EXPECT_TRUE(published.ok()) << published.error().message;
    };
    backend_ = StartBackendThread(entry, host, options, publish).value();
    set_->SetRules(config.resources);
  }

  config::Config Load(std::string_view yaml) {
    std::vector<config::BackendSchema> schemas;
    for (const BackendEntry* entry : BuiltinBackends()) schemas.push_back(SchemaOf(*entry));
    return config::LoadConfig(yaml, "davit.yaml", schemas).value().config;
  }

  /// "a b!" of the resource, b being Unhealthy; empty while it is not open.
  std::string ListOf(const std::string& resource) const {
    const auto found = sink_.open.find(resource);
    if (found == sink_.open.end()) return "";
    std::string text;
    for (const ListedDevice& device : *found->second->list()) {
      text += (text.empty() ? "" : " ") + device.id + (device.healthy ? "" : "!");
    }
    return text;
  }

  bool WaitForList(const std::string& resource, const std::string& list) {
    return loop_.RunUntil([&] { return ListOf(resource) == list; });
  }

  Result<ContainerAnswer> Allocate(const std::string& resource, std::vector<std::string> ids) {
    const std::vector<std::vector<std::string>> requests = {std::move(ids)};
    ASSIGN_OR_RETURN(auto answers, sink_.open.at(resource)->Allocate(requests));
    return answers.front();
  }

  Result<> PreStart(const std::string& resource, std::vector<std::string> ids) {
    std::optional<Result<>> answer;
    sink_.open.at(resource)->PreStart(
        ids, clock_.Now() + std::chrono::seconds(10),
        [&](Result<> result) { loop_.Post([&answer, result] { answer = result; }); });
    loop_.RunUntil([&] { return answer.has_value(); });
    return answer.value_or(Error{Code::kDeadlineExceeded, "no answer"});
  }

  testing::TempTree tree_;
  Root root_ = tree_.root();
  SystemClock clock_;
  testing::RecordingLog log_;
  testing::NullMetrics metrics_;
  testing::NullEvents events_;
  testing::MemoryStateDir state_;
  testing::FakeHolderNames holder_names_;
  testing::FakeLoop loop_;
  FakePodResources pod_resources_;
  RecordingSink sink_;
  Inventory inventory_;
  Holders holders_;
  std::unique_ptr<BackendHost> backend_;
  std::unique_ptr<ResourceSet> set_;
};

TEST_F(ServingTest, AnswersAsGenericDevicePluginDoesAsRoot) {
  if (!tree_.MakeNode("dev/fuse", 'c', 10, 229).ok()) GTEST_SKIP() << "mknod is not allowed";
  const std::vector<std::string> args = {
      "--device", "{name: fuse, groups: [{count: 1, paths: [{path: /dev/fuse}]}]}"};
  const auto launch = FindPersonality(BuiltinBackends(), "generic-device-plugin")
                          .personality->parse(args, [](std::string_view) { return std::nullopt; });
  ASSERT_THAT(launch, IsOk());

  Serve(launch->config);

  const std::string id = "a68db766f638034740111848aafee2d2dcd6b642";
  ASSERT_TRUE(WaitForList("squat.ai/fuse", id));
  const auto answer = Allocate("squat.ai/fuse", {id});
  ASSERT_THAT(answer, IsOk());
  EXPECT_THAT(answer->devices,
              ElementsAre(ContainerAnswer::Device{
                  .container_path = "/dev/fuse", .host_path = "/dev/fuse", .permissions = "mrw"}));
}

TEST_F(ServingTest, ServesOneNodeUnderTwoNamesAsGenericDevicePluginDoesAsRoot) {
  if (!tree_.MakeNode("dev/fuse", 'c', 10, 229).ok()) GTEST_SKIP() << "mknod is not allowed";
  const std::vector<std::string> args = {
      "--device", "{name: aa, groups: [{paths: [{path: /dev/fuse}]}]}",  //
      "--device", "{name: bb, groups: [{paths: [{path: /dev/fuse}]}]}"};
  const auto launch = FindPersonality(BuiltinBackends(), "generic-device-plugin")
                          .personality->parse(args, [](std::string_view) { return std::nullopt; });
  ASSERT_THAT(launch, IsOk());

  Serve(launch->config);

  const std::string id = "a68db766f638034740111848aafee2d2dcd6b642";
  EXPECT_TRUE(WaitForList("squat.ai/aa", id));
  EXPECT_TRUE(WaitForList("squat.ai/bb", id));
}

TEST_F(ServingTest, ListsADeviceAgainThatWasRemovedAndCameBackAsRoot) {
  if (!tree_.MakeNode("dev/fuse", 'c', 10, 229).ok()) GTEST_SKIP() << "mknod is not allowed";
  Serve(Load(R"(
apiVersion: davit.dev/v1
backends:
  generic: {devices: [{name: fuse, onMissing: remove, groups: [{paths: [{path: /dev/fuse}]}]}]}
resources: [{name: davit.dev/fuse, backend: generic, match: {name: fuse}}]
)"));
  ASSERT_TRUE(WaitForList("davit.dev/fuse", "fuse:/dev/fuse"));

  tree_.Remove("dev/fuse");
  ASSERT_TRUE(WaitForList("davit.dev/fuse", "fuse:/dev/fuse!"));
  loop_.Advance(std::chrono::seconds(1));  // until the kubelet has been asked who holds it
  ASSERT_EQ(ListOf("davit.dev/fuse"), "");
  ASSERT_TRUE(sink_.open.contains("davit.dev/fuse"));
  ASSERT_THAT(tree_.MakeNode("dev/fuse", 'c', 10, 229), IsOk());

  EXPECT_TRUE(WaitForList("davit.dev/fuse", "fuse:/dev/fuse"));
}

TEST_F(ServingTest, CarriesEveryOrderToTheBackendAndItsAnswerBack) {
  tree_.MakeDirectory("run");
  Serve(Load(R"(
apiVersion: davit.dev/v1
backends:
  fake:
    control: /run/control
    setupTime: 1ms
    prepareTime: 1ms
    devices: [{id: gpu0, needsSetup: true, nodes: [{path: /dev/null}]}]
resources:
  - {name: a.b/gpu, backend: fake, sharing: {count: 2, ids: legacy}, options: {composeEnv: IDS}}
)"));

  ASSERT_TRUE(WaitForList("a.b/gpu", "gpu0/fake0 gpu0/fake1"));
  const auto answer = Allocate("a.b/gpu", {"gpu0/fake1"});
  ASSERT_THAT(answer, IsOk());
  EXPECT_THAT(answer->envs, ElementsAre(Pair("IDS", "gpu0")));
  EXPECT_THAT(PreStart("a.b/gpu", {"gpu0/fake1"}), IsOk());

  tree_.Write("run/control", "refuse gpu0 in maintenance\n");
  EXPECT_TRUE(loop_.RunUntil([&] { return !PreStart("a.b/gpu", {"gpu0/fake0"}).ok(); }));
  EXPECT_THAT(PreStart("a.b/gpu", {"gpu0/fake0"}),
              HasError(Code::kFailedPrecondition, "in maintenance"));

  loop_.Advance(Holders::kAnswerCounts + std::chrono::minutes(1));
  EXPECT_TRUE(log_.WaitFor("released "));
}

}  // namespace
}  // namespace davit
