// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include <algorithm>

#include "src/plugin/resource_set_fixture.h"

namespace davit {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

class AllocateTest : public ResourceSetTest {
 protected:
  using Requests = std::vector<std::vector<std::string>>;

  void Serve(std::vector<Device> devices) {
    Publish(std::move(devices));
    SetRules({MakeRule("x/a")});
  }
  Resource& resource() { return *sink.open.at("x/a"); }

  static EditGroup Node(const std::string& host, const std::string& container,
                        const std::string& permissions = "rw") {
    EditGroup group{.purpose = "node", .edits = {}, .node_files = {}};
    group.edits.device_nodes.push_back(
        {.path = container, .host_path = host, .permissions = permissions});
    return group;
  }
};

TEST_F(AllocateTest, Alc034NRequestsGetNResponsesInTheSameOrder) {
  Serve({MakeDevice("a"), MakeDevice("b")});
  const auto two = resource().Allocate(Requests{{"b"}, {"a"}});

  ASSERT_TRUE(two.ok());
  ASSERT_EQ(2u, two->size());
  EXPECT_EQ("/dev/b", (*two)[0].devices.front().host_path);
  EXPECT_EQ("/dev/a", (*two)[1].devices.front().host_path);
  EXPECT_THAT(*resource().Allocate({}), IsEmpty());
  EXPECT_EQ(1u, resource().Allocate(Requests{{}})->size());
}

TEST_F(AllocateTest, Alc035AnUnknownIdIsNotFoundAndNothingIsNoted) {
  Serve({MakeDevice("a")});
  const auto answer = resource().Allocate(Requests{{"a"}, {"nobody"}});

  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(Code::kNotFound, answer.error().code);
  EXPECT_THAT(answer.error().message, HasSubstr("\"nobody\""));
  EXPECT_FALSE(holders->Held("x/a", "a"));
}

TEST_F(AllocateTest, Alc035AnUnhealthyIdIsRefusedWithTheReason) {
  Device sick = MakeDevice("a");
  sick.faults = {FatalFault("xid-79", "fell off the bus: reboot the node")};
  Serve({sick});
  const auto answer = Allocate("x/a", {"a"});

  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(Code::kFailedPrecondition, answer.error().code);
  EXPECT_THAT(answer.error().message, HasSubstr("\"a\""));
  EXPECT_THAT(answer.error().message, HasSubstr("fell off the bus: reboot the node"));
}

TEST_F(AllocateTest, Alc035AnIdTwiceInOneRequestIsInvalid) {
  Serve({MakeDevice("a")});

  EXPECT_EQ(Code::kInvalidArgument, Allocate("x/a", {"a", "a"}).error().code);
}

TEST_F(AllocateTest, Alc036TheSameIdsAgainGetTheSameAnswer) {
  Serve({MakeDevice("a"), MakeDevice("b")});
  const auto first = Allocate("x/a", {"a", "b"});
  const auto second = Allocate("x/a", {"a", "b"});

  ASSERT_TRUE(first.ok());
  EXPECT_EQ(*first, *second);
  EXPECT_TRUE(holders->Held("x/a", "a"));
}

TEST_F(AllocateTest, Alc037TheOrderOfIdsChangesNothingButTheOrder) {
  Serve({MakeDevice("a"), MakeDevice("b")});
  auto one = Allocate("x/a", {"a", "b"});
  auto other = Allocate("x/a", {"b", "a"});
  const auto by_path = [](const auto& x, const auto& y) { return x.host_path < y.host_path; };
  std::sort(other->devices.begin(), other->devices.end(), by_path);

  EXPECT_EQ(*one, *other);
}

TEST_F(AllocateTest, Alc039PermissionsAndHostPathsAreFilledIn) {
  Serve({MakeDevice("a")});
  const auto answer = Allocate("x/a", {"a"});

  EXPECT_THAT(answer->devices,
              ElementsAre(ContainerAnswer::Device{
                  .container_path = "/dev/a", .host_path = "/dev/a", .permissions = "rwm"}));
}

TEST_F(AllocateTest, Alc040ItAnswersBeforeAnybodyAskedForTheList) {
  Publish({MakeDevice("a")});
  SetRules({MakeRule("x/a")});

  EXPECT_TRUE(Allocate("x/a", {"a"}).ok());
}

TEST_F(AllocateTest, SharesOfOneDeviceGiveItsEditsOnce) {
  config::ResourceRule rule = MakeRule("x/a");
  rule.selectors[0].sharing = Shares(2);
  Publish({MakeDevice("a")});
  SetRules({rule});

  EXPECT_EQ(1u, Allocate("x/a", {"a::0", "a::1"})->devices.size());
}

TEST_F(AllocateTest, GroupsThatDevicesShareAreGivenOnce) {
  Device a = MakeDevice("a");
  Device b = MakeDevice("b");
  a.edit_groups = {"ctl", "a"};
  b.edit_groups = {"ctl", "b"};
  Snapshot snapshot;
  snapshot.edits = {{"ctl", Node("/dev/ctl", "/dev/ctl")},
                    {"a", Node("/dev/a", "/dev/a")},
                    {"b", Node("/dev/b", "/dev/b")}};
  snapshot.devices = {a, b};
  Publish(snapshot);
  SetRules({MakeRule("x/a")});
  const auto answer = Allocate("x/a", {"a", "b"});

  ASSERT_EQ(3u, answer->devices.size());
  EXPECT_EQ("/dev/ctl", answer->devices[0].host_path);
}

TEST_F(AllocateTest, OnePathWantedTwiceForTheSameThingIsGivenOnce) {
  Device a = MakeDevice("a");
  Device b = MakeDevice("b");
  a.edit_groups = {"a"};
  b.edit_groups = {"b"};
  Snapshot snapshot;
  snapshot.edits = {{"a", Node("/dev/ctl", "/dev/ctl")}, {"b", Node("/dev/ctl", "/dev/ctl")}};
  snapshot.devices = {a, b};
  Publish(snapshot);
  SetRules({MakeRule("x/a")});

  EXPECT_EQ(1u, Allocate("x/a", {"a", "b"})->devices.size());
}

TEST_F(AllocateTest, OnePathWantedForTwoThingsIsRefusedNamingBoth) {
  Device a = MakeDevice("a");
  Device b = MakeDevice("b");
  a.edit_groups = {"a"};
  b.edit_groups = {"b"};
  Snapshot snapshot;
  snapshot.edits = {{"a", Node("/dev/ttyUSB0", "/dev/zigbee")},
                    {"b", Node("/dev/ttyUSB1", "/dev/zigbee")}};
  snapshot.devices = {a, b};
  Publish(snapshot);
  SetRules({MakeRule("x/a")});
  const auto answer = Allocate("x/a", {"a", "b"});

  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(Code::kFailedPrecondition, answer.error().code);
  for (const char* part : {"\"a\"", "\"b\"", "/dev/zigbee", "/dev/ttyUSB0", "/dev/ttyUSB1"}) {
    EXPECT_THAT(answer.error().message, HasSubstr(part));
  }
}

TEST_F(AllocateTest, MountsAndEnvAreRendered) {
  Device a = MakeDevice("a");
  a.edit_groups = {"a"};
  EditGroup group{.purpose = "node", .edits = {}, .node_files = {}};
  group.edits.env = {{"COLOR", "red"}};
  group.edits.mounts = {
      {.host_path = "/opt/x", .container_path = "/x", .options = {"ro", "bind"}, .type = {}},
      {.host_path = "/opt/y", .container_path = "/y", .options = {}, .type = {}}};
  Snapshot snapshot;
  snapshot.edits = {{"a", group}};
  snapshot.devices = {a};
  Publish(snapshot);
  SetRules({MakeRule("x/a")});
  const auto answer = Allocate("x/a", {"a"});

  EXPECT_THAT(answer->envs, ElementsAre(Pair("COLOR", "red")));
  ASSERT_EQ(2u, answer->mounts.size());
  EXPECT_TRUE(answer->mounts[0].read_only);
  EXPECT_FALSE(answer->mounts[1].read_only);
}

TEST_F(AllocateTest, APurposeDeliveredToNoneIsLeftOut) {
  Device a = MakeDevice("a");
  a.edit_groups = {"a"};
  Snapshot snapshot;
  snapshot.edits["a"] = {.purpose = "extra", .edits = {.env = {{"A", "1"}}}, .node_files = {}};
  snapshot.devices = {a};
  Publish(snapshot);
  SetRules({MakeRule("x/a")});

  EXPECT_EQ(ContainerAnswer{}, *Allocate("x/a", {"a"}));
}

TEST_F(AllocateTest, APurposeWithoutDeliveryIsNeverDroppedSilently) {
  config::ResourceRule rule = MakeRule("x/a");
  rule.delivery.clear();
  Publish({MakeDevice("a")});
  SetRules({rule});

  EXPECT_EQ(Code::kInternal, Allocate("x/a", {"a"}).error().code);
}

TEST_F(AllocateTest, WhatDependsOnTheRequestIsComposed) {
  Publish({MakeDevice("a"), MakeDevice("b")}, kComposingEntry);
  SetRules({MakeRule("x/a", {}, "composing")});
  const auto answer = Allocate("x/a", {"b", "a"});

  ASSERT_TRUE(answer.ok()) << answer.error().message;
  EXPECT_EQ("b,a", answer->envs.at("IDS"));
  EXPECT_EQ("b,a", answer->annotations.at("ids"));
  EXPECT_EQ(2u, answer->devices.size());
}

TEST_F(AllocateTest, ABackendsRefusalToComposeIsHandedOnWithItsName) {
  Publish({MakeDevice("refused")}, kComposingEntry);
  SetRules({MakeRule("x/a", {}, "composing")});
  const auto answer = Allocate("x/a", {"refused"});

  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(Code::kFailedPrecondition, answer.error().code);
  EXPECT_THAT(answer.error().message, HasSubstr("composing"));
  EXPECT_THAT(answer.error().message, HasSubstr("this one never"));
}

class PreferredTest : public AllocateTest {
 protected:
  Result<std::vector<std::string>> Ask(PreferredQuestion question) {
    auto answers = resource().Preferred(std::vector{std::move(question)});
    if (!answers.ok()) return answers.error();
    return answers->front();
  }
};

TEST_F(PreferredTest, Alc041TheAnswerHasTheSizeAskedAndHoldsWhatMustBeIncluded) {
  Serve({MakeDevice("a"), MakeDevice("b"), MakeDevice("c")});
  const auto chosen = Ask({.available = {"c", "a", "b"}, .must_include = {"c"}, .size = 2});

  ASSERT_TRUE(chosen.ok());
  EXPECT_EQ(2u, chosen->size());
  EXPECT_THAT(*chosen, ::testing::Contains("c"));
}

TEST_F(PreferredTest, Alc041TheSameQuestionInAnyOrderGetsTheSameAnswer) {
  Serve({MakeDevice("a"), MakeDevice("b"), MakeDevice("c"), MakeDevice("d")});
  std::vector<std::string> ids{"a", "b", "c", "d"};
  const auto first = Ask({.available = ids, .must_include = {"d"}, .size = 3});
  while (std::next_permutation(ids.begin(), ids.end())) {
    EXPECT_EQ(*first, *Ask({.available = ids, .must_include = {"d"}, .size = 3}));
  }
}

TEST_F(PreferredTest, Alc041MoreThanThereIsGetsWhatThereIs) {
  Serve({MakeDevice("a")});

  EXPECT_THAT(*Ask({.available = {"a"}, .must_include = {}, .size = 5}), ElementsAre("a"));
  EXPECT_THAT(*Ask({.available = {"a"}, .must_include = {"a"}, .size = 1}), ElementsAre("a"));
  EXPECT_THAT(*Ask({.available = {}, .must_include = {}, .size = 2}), IsEmpty());
}

TEST_F(PreferredTest, Alc041UnknownAndUnhealthyIdsAreTakenLast) {
  Device sick = MakeDevice("b");
  sick.faults = {FatalFault("dead")};
  Serve({MakeDevice("z"), sick});

  EXPECT_THAT(*Ask({.available = {"0", "b", "z"}, .must_include = {}, .size = 1}),
              ElementsAre("z"));
  EXPECT_THAT(*Ask({.available = {"0", "b", "z"}, .must_include = {}, .size = 3}),
              ElementsAre("z", "b", "0"));
  EXPECT_THAT(*Ask({.available = {"0", "z"}, .must_include = {"0"}, .size = 1}), ElementsAre("0"));
}

TEST_F(PreferredTest, WhatMustBeIncludedHasToBeAvailableAndToFit) {
  Serve({MakeDevice("a"), MakeDevice("b")});

  EXPECT_EQ(Code::kInvalidArgument,
            Ask({.available = {"a"}, .must_include = {"b"}, .size = 1}).error().code);
  EXPECT_EQ(Code::kInvalidArgument,
            Ask({.available = {"a", "b"}, .must_include = {"a", "b"}, .size = 1}).error().code);
}

TEST_F(PreferredTest, LinksOfTheSnapshotBringDevicesTogether) {
  Snapshot snapshot = MakeSnapshot({MakeDevice("a"), MakeDevice("b"), MakeDevice("c")});
  snapshot.links = {{DeviceId{"a"}, DeviceId{"c"}, 10}};
  Publish(snapshot);
  SetRules({MakeRule("x/a")});

  EXPECT_THAT(*Ask({.available = {"a", "b", "c"}, .must_include = {}, .size = 2}),
              ::testing::UnorderedElementsAre("a", "c"));
}

TEST_F(PreferredTest, SharedDevicesAreSpreadOverDistinctOnesFirst) {
  config::ResourceRule rule = MakeRule("x/a");
  rule.selectors[0].sharing = Shares(2);
  Publish({MakeDevice("a"), MakeDevice("b")});
  SetRules({rule});

  EXPECT_THAT(
      *Ask({.available = {"a::0", "a::1", "b::0", "b::1"}, .must_include = {"a::1"}, .size = 2}),
      ElementsAre("a::1", "b::0"));
}

}  // namespace
}  // namespace davit
