// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/config/parse.h"

#include <algorithm>
#include <optional>
#include <sstream>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "src/config/problems.h"
#include "src/config/text.h"
#include "src/config/values.h"

namespace davit::config {
namespace {

Mark MarkOf(const YAML::Mark& mark) { return {mark.line + 1, mark.column + 1}; }

/// How much a tree weighs: what an alias to it would add.
struct Weight {
  std::size_t nodes = 1;
  std::size_t bytes = 0;
  std::size_t depth = 0;  ///< of collections
};

Weight WeightOf(const ConfigNode& node) {
  Weight weight;
  weight.bytes = node.text.size();
  const auto add = [&weight](const ConfigNode& child) {
    const Weight inner = WeightOf(child);
    weight.nodes += inner.nodes;
    weight.bytes += inner.bytes;
    weight.depth = std::max(weight.depth, inner.depth);
  };
  for (const ConfigNode& item : node.list) add(item);
  for (const ConfigNode::Entry& entry : node.map) {
    weight.bytes += entry.key.size();
    add(entry.value);
  }
  if (node.is_list() || node.is_map()) ++weight.depth;
  return weight;
}

/// Builds the tree from yaml-cpp's events. After the first problem it only listens.
class TreeBuilder final : public YAML::EventHandler {
 public:
  struct Problem {
    Mark mark;
    std::string what;
  };

  const std::optional<Problem>& problem() const { return problem_; }
  /// Where the last quoted text began: a byte of the input, and its mark.
  const std::optional<std::pair<std::size_t, Mark>>& last_quoted() const { return last_quoted_; }
  ConfigNode Take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& /*mark*/) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    ConfigNode node;
    node.mark = MarkOf(mark);
    if (AtKey()) return Fail(node.mark, "a key is missing; expected a word before the colon");
    Place(std::move(node), anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (problem_) return;
    const Mark here = MarkOf(mark);
    if (AtKey()) return Fail(here, "an alias cannot be a key; expected a word; write the key out");
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) {
      return Fail(here,
                  "an alias inside the value it stands for; expected a finished value; write "
                  "the value out");
    }
    const Anchor& target = found->second;
    alias_nodes_ += target.weight.nodes;
    alias_bytes_ += target.weight.bytes;
    if (alias_nodes_ > kMaxAliasNodes || alias_bytes_ > kMaxConfigBytes) {
      return Fail(here,
                  fmt::format("the aliases expand too far; expected at most {} nodes and 1 MiB "
                              "of them; write the values out",
                              kMaxAliasNodes));
    }
    if (open_.size() + target.weight.depth > kMaxDepth) return FailDepth(here);
    Place(target.value, 0);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    if (problem_) return;
    const Mark here = MarkOf(mark);
    const bool is_text = tag == "!" || tag == "tag:yaml.org,2002:str";
    if (is_text && mark.pos >= 0) last_quoted_ = {static_cast<std::size_t>(mark.pos), here};
    if (!is_text && !tag.empty() && tag != "?") return FailTag(here, tag);
    if (AtKey()) return StartKey(here, value, is_text);
    ConfigNode node = ConfigNode::Scalar(value, is_text);
    node.mark = here;
    Place(std::move(node), anchor);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    Open(MarkOf(mark), tag, anchor, ConfigNode::Kind::kList);
  }
  void OnSequenceEnd() override { Close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    Open(MarkOf(mark), tag, anchor, ConfigNode::Kind::kMap);
  }
  void OnMapEnd() override { Close(); }

 private:
  struct Collection {
    ConfigNode node;
    YAML::anchor_t anchor = 0;
    std::unordered_map<std::string, Mark> keys = {};
    bool has_key = false;  ///< the last entry of a map waits for its value
  };
  struct Anchor {
    ConfigNode value;
    Weight weight;
  };

  void Fail(Mark mark, std::string what) {
    if (!problem_) problem_ = {mark, std::move(what)};
  }
  void FailDepth(Mark mark) {
    Fail(mark, fmt::format("nested deeper than {} levels; expected a flatter file", kMaxDepth));
  }
  void FailTag(Mark mark, const std::string& tag) {
    Fail(mark, fmt::format("the tag {} is not supported; expected a plain value; leave the tag out",
                           Quoted(tag)));
  }

  bool AtKey() const {
    return !open_.empty() && open_.back().node.is_map() && !open_.back().has_key;
  }

  void StartKey(Mark mark, const std::string& key, bool quoted) {
    Collection& map = open_.back();
    if (key == "<<" && !quoted) {
      return Fail(mark,
                  "merge keys (<<) are not supported; expected plain keys; write the merged "
                  "keys out");
    }
    const auto [first, added] = map.keys.emplace(key, mark);
    if (!added) {
      return Fail(mark,
                  fmt::format("duplicate key {}; expected each key once; the first is at line "
                              "{}, column {}",
                              Quoted(key), first->second.line, first->second.column));
    }
    map.node.map.push_back({key, mark, {}});
    map.has_key = true;
  }

  void Open(Mark mark, const std::string& tag, YAML::anchor_t anchor, ConfigNode::Kind kind) {
    if (problem_) return;
    if (!tag.empty() && tag != "?" && tag != "!") return FailTag(mark, tag);
    if (AtKey()) return Fail(mark, "a list or map as a key; expected a word before the colon");
    if (open_.size() >= kMaxDepth) return FailDepth(mark);
    Collection collection;
    collection.node.kind = kind;
    collection.node.mark = mark;
    collection.anchor = anchor;
    open_.push_back(std::move(collection));
  }

  void Close() {
    if (problem_) return;
    Collection done = std::move(open_.back());
    open_.pop_back();
    Place(std::move(done.node), done.anchor);
  }

  /// Puts a finished value where it belongs, and keeps it where aliases may ask for it.
  void Place(ConfigNode node, YAML::anchor_t anchor) {
    if (problem_) return;
    if (anchor != 0) {
      // A copy each: anchors inside anchors could otherwise keep the text many times over.
      const Weight weight = WeightOf(node);
      anchor_bytes_ += weight.bytes + weight.nodes * sizeof(ConfigNode);
      if (anchor_bytes_ > kMaxAnchorBytes) {
        return Fail(node.mark,
                    "too much behind anchors; expected few and small ones; write the "
                    "values out");
      }
      anchors_[anchor] = Anchor{node, weight};
    }
    if (open_.empty()) {
      root_ = std::move(node);
    } else if (open_.back().node.is_list()) {
      open_.back().node.list.push_back(std::move(node));
    } else {
      open_.back().node.map.back().value = std::move(node);
      open_.back().has_key = false;
    }
  }

  static constexpr std::size_t kMaxAnchorBytes = 8u << 20;

  std::optional<Problem> problem_;
  std::optional<std::pair<std::size_t, Mark>> last_quoted_;
  ConfigNode root_;
  std::vector<Collection> open_;
  std::unordered_map<YAML::anchor_t, Anchor> anchors_;
  std::size_t alias_nodes_ = 0;
  std::size_t alias_bytes_ = 0;
  std::size_t anchor_bytes_ = 0;
};

/// Whether a quoted text that begins at `at` (or after the tag and anchor there) ends at all.
/// yaml-cpp takes the end of the file for a closing quote when a line ends before it.
bool QuoteEnds(std::string_view text, std::size_t at) {
  while (at < text.size() && (text[at] == '!' || text[at] == '&')) {
    at =
        text.find_first_not_of(" \t\r\n", std::min(text.find_first_of(" \t\r\n", at), text.size()));
  }
  if (at >= text.size() || (text[at] != '"' && text[at] != '\'')) return true;
  const char quote = text[at];
  for (++at; at < text.size(); ++at) {
    if (quote == '"' && text[at] == '\\') {
      ++at;
    } else if (text[at] == quote) {
      if (quote == '"' || at + 1 == text.size() || text[at + 1] != quote) return true;
      ++at;  // two single quotes are one inside
    }
  }
  return false;
}

/// What yaml-cpp says, in words that help. It calls most things an illegal map value.
std::string Explain(const std::string& message) {
  struct Known {
    std::string_view theirs;
    std::string_view ours;
  };
  static constexpr Known kKnown[] = {
      {"illegal map value",
       "a colon where none can stand; expected one key: value a line; quote a text that holds "
       "\": \", and indent with spaces"},
      {"end of sequence flow not found", "a list without its end; expected ]"},
      {"end of map flow not found", "a map without its end; expected }"},
      {"end of map not found",
       "the indentation does not fit; expected the keys of one map below "
       "each other"},
      {"end of sequence not found",
       "the indentation does not fit; expected the dashes of one list "
       "below each other"},
      {"unknown token",
       "a character that means something else here; expected a text; put it in "
       "quotes"},
      {"illegal EOF in scalar", "a quoted text without its end; expected the closing quote"},
      {"the referenced anchor is not defined",
       "an alias (*) to an anchor (&) that is not there; "
       "expected a text; quote a text that begins with *"},
  };
  for (const Known& known : kKnown) {
    if (message.starts_with(known.theirs)) return std::string(known.ours);
  }
  return fmt::format("not YAML: {}", message);
}

Error At(std::string_view file, Mark mark, std::string_view what) {
  return {Code::kInvalidArgument, fmt::format("{}: {}", Place(file, mark), what)};
}

/// Marks where a second document starts, when there is one.
class SecondDocument final : public YAML::EventHandler {
 public:
  const std::optional<Mark>& mark() const { return mark_; }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (!mark_) mark_ = MarkOf(mark);
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t,
                const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {}
  void OnMapEnd() override {}

 private:
  std::optional<Mark> mark_;
};

}  // namespace

Result<ConfigNode> ParseYaml(std::string_view text, std::string_view file) {
  RETURN_IF_ERROR(CheckText(text, file));
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);  // a byte order mark says nothing
  TreeBuilder tree;
  SecondDocument second;
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    parser.HandleNextDocument(tree);
    if (!tree.problem()) parser.HandleNextDocument(second);
  } catch (const YAML::Exception& error) {
    // What the builder found came first; a broken second document is a second document.
    if (!tree.problem() && !second.mark()) {
      return At(file, error.mark.is_null() ? Mark{} : MarkOf(error.mark), Explain(error.msg));
    }
  }
  if (tree.problem()) return At(file, tree.problem()->mark, tree.problem()->what);
  if (second.mark()) {
    return At(file, *second.mark(),
              "a second document starts here; expected one document; remove the --- line or split "
              "the file");
  }
  if (const auto& quoted = tree.last_quoted(); quoted && !QuoteEnds(text, quoted->first)) {
    return At(file, quoted->second, "a quoted text without its end; expected the closing quote");
  }
  ConfigNode root = tree.Take();
  if (root.is_null()) return At(file, {1, 1}, "the file is empty; expected a YAML map");
  return root;
}

}  // namespace davit::config
