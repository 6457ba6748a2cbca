// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "src/config/load.h"
#include "src/config/test_backends.h"

namespace davit::config {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string Refusal(std::string_view text) {
  const auto backends = TestBackends();
  const auto loaded = LoadConfig(text, "davit.yaml", backends);
  return loaded.ok() ? "accepted" : loaded.error().message;
}

/// The refusal of a file whose third line is this resource.
std::string ResourceRefusal(std::string_view resource) {
  return Refusal("apiVersion: davit.dev/v1\nresources:\n  - " + std::string(resource) + "\n");
}

/// The refusal of a resource of `acme` with these keys besides.
std::string AcmeRefusal(std::string_view keys) {
  return ResourceRefusal("{name: a.b/c, backend: acme, " + std::string(keys) + "}");
}

TEST(ApiVersionTest, IsNeeded) {
  EXPECT_EQ(Refusal("resources: []\n"),
            "davit.yaml:1:1: the key \"apiVersion\" is missing; expected apiVersion: davit.dev/v1");
}

TEST(ApiVersionTest, IsRefusedWhenNewerNamingBoth) {
  EXPECT_EQ(Refusal("# later\napiVersion: davit.dev/v2\nanything: 1\n"),
            "davit.yaml:2:13: apiVersion davit.dev/v2 is newer than this davit reads; expected "
            "davit.dev/v1; upgrade davit or write the file for davit.dev/v1");
  EXPECT_THAT(Refusal("apiVersion: davit.dev/v2alpha1\n"), HasSubstr("is newer"));
  EXPECT_THAT(Refusal("apiVersion: davit.dev/v99999999999\n"), HasSubstr("is newer"));
}

TEST(ApiVersionTest, IsRefusedWhenUnknown) {
  EXPECT_EQ(Refusal("apiVersion: v1\n"),
            "davit.yaml:1:13: unknown apiVersion \"v1\"; expected davit.dev/v1");
  EXPECT_THAT(Refusal("apiVersion: davit.dev/v1beta1\n"), HasSubstr("unknown apiVersion"));
  EXPECT_THAT(Refusal("apiVersion: [davit.dev/v1]\n"), HasSubstr("unknown apiVersion a list"));
}

TEST(TopLevelTest, IsAMap) {
  EXPECT_EQ(Refusal("- 1\n"),
            "davit.yaml:1:1: expected a map with apiVersion, backends and resources, got a list");
}

TEST(TopLevelTest, KnowsItsKeys) {
  EXPECT_EQ(Refusal("apiVersion: davit.dev/v1\nresource: []\n"),
            "davit.yaml:2:1: unknown key \"resource\"; expected one of apiVersion, backends, "
            "resources; did you mean \"resources\"?");
}

TEST(BackendsTest, MustExist) {
  EXPECT_EQ(Refusal("apiVersion: davit.dev/v1\nbackends:\n  acne: {}\n"),
            "davit.yaml:3:3: unknown backend \"acne\"; expected one of acme, plain; did you mean "
            "\"acme\"?");
}

TEST(BackendsTest, HaveTheirOptionsChecked) {
  EXPECT_EQ(
      Refusal("apiVersion: davit.dev/v1\nbackends:\n  acme:\n    devices:\n      - nam: x\n"
              "        name: y\n"),
      "davit.yaml:5:9: unknown key \"nam\" in backends.acme.devices[0]; expected one of name, "
      "count, ratio, paths; did you mean \"name\"?");
  EXPECT_EQ(Refusal("apiVersion: davit.dev/v1\nbackends: {plain: {x: 1}}\n"),
            "davit.yaml:2:20: unknown key \"x\" in backends.plain; expected nothing here");
}

TEST(ResourceTest, NeedsNameAndBackend) {
  EXPECT_EQ(
      ResourceRefusal("policy: packed"),
      "davit.yaml:3:5: resources[0]: the key \"name\" is missing; expected string: What a pod "
      "asks for: `vendor.example/thing`.\n"
      "davit.yaml:3:5: resources[0]: the key \"backend\" is missing; expected string: Which "
      "backend finds the devices.");
}

TEST(ResourceTest, KnowsItsKeys) {
  EXPECT_THAT(
      AcmeRefusal("shraing: {count: 2}"),
      ::testing::AllOf(StartsWith("davit.yaml:3:34: unknown key \"shraing\" in resources[0]"),
                       EndsWith("did you mean \"sharing\"?")));
}

TEST(ResourceTest, HasANameThatTheKubeletTakes) {
  for (const char* name : {"gpu", "kubernetes.io/gpu", "x.kubernetes.io/y", "mykubernetes.io/y",
                           "NVIDIA.com/gpu", "a/b/c", "/x", "x/", "requests.foo/x"}) {
    EXPECT_THAT(ResourceRefusal("{backend: acme, name: " + std::string(name) + "}"),
                StartsWith("davit.yaml:3:27: \"" + std::string(name) + "\": "));
  }
}

TEST(ResourceTest, HasANameOfItsOwn) {
  EXPECT_EQ(ResourceRefusal("{name: a.b/c, backend: acme}\n  - {name: a.b/c, backend: plain}"),
            "davit.yaml:4:12: a second resource a.b/c; expected each name once; the first is at "
            "line 3; put both into one resource, under selectors");
}

TEST(ResourceTest, HasABackendThatExists) {
  EXPECT_EQ(ResourceRefusal("{name: a.b/c, backend: plane}"),
            "davit.yaml:3:28: unknown backend \"plane\"; expected one of acme, plain; did you mean "
            "\"plain\"?");
}

TEST(ResourceTest, HasAPolicyThatExists) {
  EXPECT_EQ(AcmeRefusal("policy: pakced"),
            "davit.yaml:3:42: unknown policy \"pakced\"; expected one of packed, spread, numa, "
            "topology; did you mean \"packed\"?");
}

TEST(ResourceTest, HasSelectorsOrOneWrittenFlat) {
  EXPECT_EQ(AcmeRefusal("owns: false, selectors: [{match: {name: x}}]"),
            "davit.yaml:3:34: resources[0]: owns beside selectors; expected one or the other; move "
            "it into a selector");
  EXPECT_EQ(AcmeRefusal("selectors: []"),
            "davit.yaml:3:45: resources[0].selectors: an empty list; expected at least one "
            "selector");
}

TEST(MatchRefusalTest, KnowsTheAttributesOfTheBackend) {
  EXPECT_EQ(AcmeRefusal("match: {modle: x}"),
            "davit.yaml:3:42: unknown attribute \"modle\" of backend acme; expected one of name, "
            "model, slots, fast, id, kind, parent, pci, numa; did you mean \"model\"?");
}

TEST(MatchRefusalTest, WantsValuesThatFitTheAttribute) {
  EXPECT_EQ(AcmeRefusal("match: {slots: two}"),
            "davit.yaml:3:49: match.slots: expected a whole number or {min, max}, got \"two\"");
  EXPECT_THAT(AcmeRefusal("match: {slots: \"2\"}"), HasSubstr("got \"2\""));
  EXPECT_THAT(AcmeRefusal("match: {numa: 0.5}"), HasSubstr("got 0.5"));
  EXPECT_EQ(AcmeRefusal("match: {fast: yes}"),
            "davit.yaml:3:48: match.fast: expected true or false, got \"yes\"");
  EXPECT_EQ(AcmeRefusal("match: {model: {min: 1}}"),
            "davit.yaml:3:49: match.model: expected a string or glob, got {min, max}, which is for "
            "whole numbers");
  EXPECT_EQ(AcmeRefusal("match: {model: }"),
            "davit.yaml:3:49: match.model: expected a string or glob, got nothing");
}

TEST(MatchRefusalTest, WantsConditionsThatSomethingCanMeet) {
  EXPECT_EQ(AcmeRefusal("match: {model: []}"),
            "davit.yaml:3:49: match.model: an empty list matches nothing; expected at least one "
            "value");
  EXPECT_EQ(AcmeRefusal("match: {slots: {min: 3, max: 2}}"),
            "davit.yaml:3:49: match.slots: min 3 is above max 2; expected min to be at most max");
  EXPECT_EQ(AcmeRefusal("match: {slots: {}}"),
            "davit.yaml:3:49: match.slots: an empty map; expected {min, max} or {not: …}");
  EXPECT_THAT(AcmeRefusal("match: {slots: [[1]]}"), HasSubstr("in the list, got a list"));
}

TEST(MatchRefusalTest, KnowsTheKeysOfACondition) {
  EXPECT_EQ(AcmeRefusal("match: {slots: {mni: 3}}"),
            "davit.yaml:3:50: match.slots: unknown key \"mni\"; expected one of min, max, not; did "
            "you mean \"min\"?");
  EXPECT_THAT(AcmeRefusal("match: {slots: {not: 3, min: 1}}"), HasSubstr("\"not\" stands beside"));
  EXPECT_THAT(AcmeRefusal("match: {slots: {not: x}}"), HasSubstr("davit.yaml:3:55: match.slots"));
}

TEST(SharingRefusalTest, NeedsACount) {
  EXPECT_THAT(AcmeRefusal("sharing: {ids: \"{id}::{n}\"}"),
              StartsWith("davit.yaml:3:43: resources[0].sharing: the key \"count\" is missing"));
}

TEST(SharingRefusalTest, WantsACountInRange) {
  EXPECT_EQ(AcmeRefusal("sharing: {count: 0}"),
            "davit.yaml:3:51: sharing.count: 0 is out of range; expected 1 to 100000");
  EXPECT_THAT(AcmeRefusal("sharing: {count: 1000000}"), HasSubstr("out of range"));
  EXPECT_THAT(AcmeRefusal("sharing: {count: 1.5}"), HasSubstr("got 1.5"));
}

TEST(SharingRefusalTest, WantsAnIntegerAttributeWhereACountIsAWord) {
  EXPECT_EQ(AcmeRefusal("sharing: {count: slot}"),
            "davit.yaml:3:51: sharing.count: expected a number from 1 or an integer attribute of "
            "backend acme, got \"slot\"; expected slots; did you mean \"slots\"?");
  EXPECT_THAT(AcmeRefusal("sharing: {count: model}"), HasSubstr("got \"model\""));
}

TEST(SharingRefusalTest, WantsATemplateThatTellsSharesApart) {
  EXPECT_EQ(
      AcmeRefusal("sharing: {count: 2, ids: \"{id}\"}"),
      "davit.yaml:3:59: sharing.ids: \"{id}\" makes the same id for every share; expected {n} "
      "in it, such as \"{id}::{n}\"");
  EXPECT_EQ(AcmeRefusal("sharing: {count: 1, ids: \"{id}\"}"), "accepted");
}

TEST(SharingRefusalTest, WantsATemplateThatTellsDevicesApart) {
  EXPECT_THAT(
      AcmeRefusal("sharing: {count: 2, ids: \"{n}\"}"),
      StartsWith("davit.yaml:3:59: sharing.ids: \"{n}\" makes the same ids for every device"));
  EXPECT_EQ(AcmeRefusal("match: {id: card0}, sharing: {count: 2, ids: \"{n}\"}"), "accepted");
  EXPECT_THAT(AcmeRefusal("match: {id: card*}, sharing: {count: 2, ids: \"{n}\"}"),
              HasSubstr("for every device"));
}

TEST(SharingRefusalTest, KnowsThePlaceholders) {
  EXPECT_EQ(AcmeRefusal("sharing: {count: 2, ids: \"{idd}::{n}\"}"),
            "davit.yaml:3:59: sharing.ids: unknown placeholder \"idd\"; expected one of id, n; did "
            "you mean \"id\"?");
  EXPECT_THAT(AcmeRefusal("sharing: {count: 2, ids: \"{id}::{n\"}"),
              HasSubstr("a brace without its partner"));
  EXPECT_THAT(AcmeRefusal("sharing: {count: 2, ids: \"id}{n}\"}"),
              HasSubstr("a brace without its partner"));
}

TEST(SharingRefusalTest, WantsLegacyIdsOnlyWhereThereAreAny) {
  EXPECT_EQ(AcmeRefusal("sharing: {count: 2, ids: legacy}"), "accepted");
  EXPECT_EQ(
      ResourceRefusal("{name: a.b/c, backend: plain, sharing: {count: 2, ids: legacy}}"),
      "davit.yaml:3:60: sharing.ids: backend plain has no legacy ids; expected a template such "
      "as \"{id}::{n}\"");
}

TEST(DeliveryRefusalTest, KnowsThePurposesOfTheBackend) {
  EXPECT_EQ(AcmeRefusal("delivery: {nod: none}"),
            "davit.yaml:3:45: unknown purpose \"nod\" of backend acme; expected node; did you mean "
            "\"node\"?");
}

TEST(DeliveryRefusalTest, KnowsTheOutlets) {
  EXPECT_EQ(AcmeRefusal("delivery: {node: device-node}"),
            "davit.yaml:3:51: delivery.node: unknown outlet \"device-node\"; expected one of "
            "device-nodes, envvar, volume-mounts, cdi-annotations, cdi-cri, none; did you mean "
            "\"device-nodes\"?");
  EXPECT_THAT(AcmeRefusal("delivery: {node: {}}"), HasSubstr("expected the name of an outlet"));
  EXPECT_EQ(AcmeRefusal("delivery: none"),
            "davit.yaml:3:44: resources[0].delivery: expected a map, got \"none\"");
}

TEST(DeliveryRefusalTest, WantsEachOutletOnceAndNoneAlone) {
  EXPECT_THAT(AcmeRefusal("delivery: {node: [device-nodes, device-nodes]}"),
              HasSubstr("device-nodes twice"));
  EXPECT_THAT(AcmeRefusal("delivery: {node: [device-nodes, none]}"),
              HasSubstr("none beside other outlets"));
  EXPECT_THAT(AcmeRefusal("delivery: {node: []}"), HasSubstr("an empty list"));
}

TEST(DeliveryRefusalTest, WantsOutletsThatCanHandOutWhatThePurposeHolds) {
  BackendSchema hooked;
  hooked.name = "hooked";
  hooked.purposes = {{"driver", EditKind::kMount | EditKind::kHook, Outlet::kNone}};
  const std::string text =
      "apiVersion: davit.dev/v1\nresources:\n"
      "  - {name: a.b/c, backend: hooked, delivery: {driver: device-nodes}}\n";

  const auto loaded = LoadConfig(text, "davit.yaml", std::vector{hooked});

  ASSERT_FALSE(loaded.ok());
  EXPECT_EQ(loaded.error().message,
            "davit.yaml:3:55: delivery.driver: device-nodes cannot hand out hooks; expected none");
}

TEST(DeliveryRefusalTest, SaysWhenTheDefaultItselfCannotBeUsed) {
  BackendSchema later;
  later.name = "later";
  later.purposes = {{"driver", EditKind::kMount, Outlet::kCdiCri}};
  const std::string text =
      "apiVersion: davit.dev/v1\nresources:\n  - {name: a.b/c, backend: later}\n";

  const auto loaded = LoadConfig(text, "davit.yaml", std::vector{later});

  ASSERT_FALSE(loaded.ok());
  EXPECT_EQ(loaded.error().message,
            "davit.yaml:3:28: delivery.driver: cdi-cri is not built yet; expected one of "
            "device-nodes, none; that is the default, say delivery: {driver: …}");
}

TEST(NotBuiltYetTest, IsSaidOfAllThatOnlyKeepsItsPlace) {
  EXPECT_THAT(AcmeRefusal("bundle: all"),
              StartsWith("davit.yaml:3:42: resources[0].bundle: bundles are not built yet"));
  EXPECT_THAT(ResourceRefusal("{backend: acme, name: \"a.b/{kind}\"}"),
              StartsWith("davit.yaml:3:27: name \"a.b/{kind}\": names with {…} are not built yet"));
  EXPECT_THAT(AcmeRefusal("delivery: {node: cdi-cri}"),
              StartsWith("davit.yaml:3:51: delivery.node: cdi-cri is not built yet"));
  EXPECT_THAT(AcmeRefusal("sharing: {count: 2, kind: mps}"),
              StartsWith("davit.yaml:3:60: sharing.kind: \"mps\" is not built yet"));
}

TEST(SelectorOptionsTest, HaveTheirKeysChecked) {
  EXPECT_EQ(AcmeRefusal("options: {moed: x}"),
            "davit.yaml:3:44: unknown key \"moed\" in resources[0].options; expected mode; did you "
            "mean \"mode\"?");
}

TEST(LoadConfigTest, TellsEveryProblemOfAFileAtOnce) {
  const std::string refusal = Refusal(
      "apiVersion: davit.dev/v1\nresources:\n  - {name: gpu, backend: acme, owns: 1}\n"
      "  - {name: a.b/c, backend: acne}\n  - 5\n");

  EXPECT_THAT(refusal, StartsWith("davit.yaml:3:12: \"gpu\""));
  EXPECT_THAT(refusal, HasSubstr("\ndavit.yaml:3:38: resources[0].owns: expected true or false"));
  EXPECT_THAT(refusal, HasSubstr("\ndavit.yaml:4:28: unknown backend \"acne\""));
  EXPECT_THAT(refusal, HasSubstr("\ndavit.yaml:5:5: resources[2]: expected a map, got 5"));
}

}  // namespace
}  // namespace davit::config
