// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/config/to_yaml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/testing/matchers.h"
#include "src/config/load.h"
#include "src/config/parse.h"
#include "src/config/test_backends.h"
#include "src/config/values.h"

namespace davit::config {
namespace {

using davit::testing::IsOk;

TEST(ToYamlTest, WritesWhatAPersonWouldWrite) {
  const std::string text =
      "apiVersion: davit.dev/v1\n"
      "backends:\n"
      "  acme:\n"
      "    devices: [{name: fuse}]\n"
      "resources:\n"
      "  - name: davit.dev/fuse\n"
      "    backend: acme\n"
      "    delivery: {node: device-nodes}\n"
      "    match: {name: \"*fuse\"}\n"
      "    sharing: {count: 4, ids: \"{id}::{n}\"}\n";
  const auto loaded = LoadConfig(text, "f", TestBackends());
  ASSERT_THAT(loaded, IsOk());

  EXPECT_EQ(ToYaml(loaded->config), text);
}

TEST(ToYamlTest, ComesBackAsAnEqualConfig) {
  const std::string text = R"(apiVersion: davit.dev/v1
backends: {acme: {rescan: 1s, strict: true, aliases: {a: "1", "no": d}}, plain: }
resources:
  - {name: a.b/flat, backend: plain, policy: numa, owns: false, match: {numa: {max: 3}}}
  - name: a.b/many
    backend: acme
    delivery: {node: none}
    selectors:
      - match:
          model: ["007", {not: "x: #y"}, "true", " ", "ü", "tab\there", 'it''s "quoted"']
          slots: [1, {min: 2, max: 3}, {not: {min: 0.5}}]
          fast: {not: true}
        sharing: {count: slots, ids: legacy}
        ignore: ["1", hot]
        options: {mode: "a long text that will not fit on one line with all that stands beside it"}
      - {}
)";
  const auto loaded = LoadConfig(text, "f", TestBackends());
  ASSERT_THAT(loaded, IsOk());

  const auto again = LoadConfig(ToYaml(loaded->config), "g", TestBackends());

  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->config, loaded->config) << ToYaml(loaded->config);
}

TEST(ToYamlTest, BringsEveryShapeOfTreeBack) {
  const std::string long_text(90, 'x');
  for (const std::string& text :
       {std::string("a: []\nb: {}\nc: ~\n"), std::string("[[], [[]], [[[1]]], {}, {a: {}}]\n"),
        "- - - " + long_text + "\n    - " + long_text + "\n  - {k: " + long_text + "}\n",
        "k:\n  - a: " + long_text + "\n    b: [" + long_text + ", {c: [" + long_text + "]}]\n",
        std::string("\"a b: c\": \"\\n\"\n\"1\": 1\n\"\": x\n'~': y\n"), std::string("\"1\"\n"),
        std::string("[usb-*x, a b, 'a#b', -1, \"-1\", '- a', /dev/x]\n")}) {
    const auto tree = ParseYaml(text, "f");
    ASSERT_THAT(tree, IsOk()) << text;

    const auto again = ParseYaml(ToYaml(*tree), "g");

    ASSERT_THAT(again, IsOk()) << ToYaml(*tree);
    EXPECT_EQ(*again, *tree) << ToYaml(*tree);
  }
}

TEST(ToYamlTest, BringsEveryByteOfATextBackWhereverItStands) {
  for (int byte = 0; byte < 128; ++byte) {
    const char c = static_cast<char>(byte);
    for (const std::string& text :
         {std::string{c}, std::string{'a', c}, std::string{c, 'a'}, std::string{'a', c, 'b'},
          std::string{'a', c, ' ', 'b'}, std::string{'a', ' ', c, 'b'}, std::string{'-', c, '1'}}) {
      const ConfigNode node = ConfigNode::List(
          {ConfigNode::List({StringNode(text), ConfigNode::Map({{text, StringNode(text)}})}),
           ConfigNode::Map(
               {{text, StringNode(text)}, {"other", StringNode(std::string(80, 'x'))}})});

      const auto again = ParseYaml(ToYaml(node), "f");

      ASSERT_THAT(again, IsOk()) << byte << ToYaml(node);
      EXPECT_EQ(again->list[0].list[0].text, text);
      EXPECT_EQ(again->list[0].list[1].map[0].key, text);
      EXPECT_EQ(again->list[0].list[1].map[0].value.text, text);
      EXPECT_EQ(again->list[1].map[0].key, text);
      EXPECT_EQ(again->list[1].map[0].value.text, text);
      EXPECT_FALSE(again->list[1].map[0].value.is_null());
    }
  }
}

}  // namespace
}  // namespace davit::config
