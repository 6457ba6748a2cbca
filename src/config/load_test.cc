// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/config/load.h"

#include <array>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "src/config/test_backends.h"

namespace davit::config {
namespace {

constexpr std::string_view kEverything = R"(apiVersion: davit.dev/v1
backends:
  acme:
    devices: [{name: fuse}]
resources:
  - {name: davit.dev/fuse, backend: acme, match: {name: fuse}, sharing: {count: 4}}
  - name: davit.dev/card
    backend: acme
    policy: packed
    delivery: {node: none}
    selectors:
      - {match: {kind: card, slots: {min: 2}}, ignore: [hot], sharing: {count: slots, ids: legacy}}
      - {match: {model: ["L4*", {not: "*old"}], numa: 1}, owns: false, options: {mode: fast}}
)";

Loaded MustLoad(std::string_view text) {
  const auto backends = TestBackends();
  Result<Loaded> loaded = LoadConfig(text, "davit.yaml", backends);
  EXPECT_TRUE(loaded.ok()) << loaded.error().message;
  return loaded.ok() ? *loaded : Loaded{};
}

TEST(LoadConfigTest, KeepsTheOptionsOfABackend) {
  const Config config = MustLoad(kEverything).config;

  ASSERT_TRUE(config.backends.contains("acme"));
  EXPECT_NE(config.backends.at("acme").Find("devices"), nullptr);
}

TEST(LoadConfigTest, TakesOneSelectorWrittenFlat) {
  const Config config = MustLoad(kEverything).config;

  ASSERT_EQ(config.resources.size(), 2u);
  const ResourceRule& fuse = config.resources[0];
  EXPECT_EQ(fuse.name, "davit.dev/fuse");
  EXPECT_EQ(fuse.policy, std::nullopt);
  ASSERT_EQ(fuse.selectors.size(), 1u);
  EXPECT_EQ(fuse.selectors[0].match.at("name").test,
            decltype(Condition::test)(AttributeValue(std::string("fuse"))));
  ASSERT_TRUE(fuse.selectors[0].sharing.has_value());
  EXPECT_EQ(fuse.selectors[0].sharing->count, (std::variant<std::int64_t, std::string>(4)));
  EXPECT_EQ(fuse.selectors[0].sharing->ids, "{id}::{n}");
}

TEST(LoadConfigTest, FillsInTheDeliveryThatTheBackendHasByDefault) {
  const Config config = MustLoad(kEverything).config;

  EXPECT_EQ(config.resources[0].delivery, (Delivery{{"node", {Outlet::kDeviceNodes}}}));
  EXPECT_EQ(config.resources[1].delivery, (Delivery{{"node", {Outlet::kNone}}}));
}

TEST(LoadConfigTest, ReadsEveryPartOfASelector) {
  const ResourceRule card = MustLoad(kEverything).config.resources[1];

  EXPECT_EQ(card.policy, Policy::kPacked);
  ASSERT_EQ(card.selectors.size(), 2u);
  EXPECT_EQ(std::get<Condition::Range>(card.selectors[0].match.at("slots").test),
            (Condition::Range{2.0, std::nullopt}));
  EXPECT_THAT(card.selectors[0].ignore, testing::ElementsAre("hot"));
  EXPECT_EQ(std::get<std::string>(card.selectors[0].sharing->count), "slots");
  EXPECT_TRUE(card.selectors[0].sharing->legacy);
  EXPECT_FALSE(card.selectors[1].owns);
  EXPECT_FALSE(card.selectors[1].sharing.has_value());
  EXPECT_EQ(std::get<Condition::AnyOf>(card.selectors[1].match.at("model").test).any.size(), 2u);
  EXPECT_EQ(card.selectors[1].options.Find("mode")->text, "fast");
}

TEST(LoadConfigTest, WarnsThatAConfigWithoutResourcesOffersNothing) {
  const Loaded loaded = MustLoad("apiVersion: davit.dev/v1\nresources: []\n");

  EXPECT_TRUE(loaded.config.resources.empty());
  EXPECT_THAT(loaded.warnings,
              testing::ElementsAre("davit.yaml:2:12: no resources: this node will offer nothing"));
}

}  // namespace
}  // namespace davit::config
