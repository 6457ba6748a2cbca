// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/config/to_yaml.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "src/config/values.h"

namespace davit::config {
namespace {

/// A collection whose one-line form is longer stands on lines of its own.
constexpr std::size_t kOneLine = 72;

/// Whether a text means itself without quotes, in a list or map on one line too. Narrower than
/// YAML: what is left out is quoted.
bool IsPlain(std::string_view text) {
  const auto is_word = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  constexpr std::string_view kInside = "_./+-@:*=~^$%();<> ";
  if (text.empty() || text.back() == ':' || text.back() == ' ') return false;
  if (text.find(": ") != std::string_view::npos) return false;
  const char first = text.front();
  const bool is_number = (first == '-' || first == '+') && LooksTyped(text);
  if (!is_word(first) && first != '/' && first != '_' && !is_number) return false;
  return std::all_of(text.begin(), text.end(), [&](char c) {
    return is_word(c) || kInside.find(c) != std::string_view::npos;
  });
}

std::string DoubleQuoted(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += {'\\', c};
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (byte < 0x20 || byte == 0x7F) {
      out += fmt::format("\\x{:02x}", byte);
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string ScalarText(std::string_view text, bool quoted) {
  return !quoted && IsPlain(text) ? std::string(text) : DoubleQuoted(text);
}

std::string KeyText(std::string_view key) { return ScalarText(key, LooksTyped(key)); }

std::string OneLine(const ConfigNode& node) {
  std::string text;
  switch (node.kind) {
    case ConfigNode::Kind::kNull:
      return "null";
    case ConfigNode::Kind::kScalar:
      return ScalarText(node.text, node.quoted);
    case ConfigNode::Kind::kList:
      for (const ConfigNode& item : node.list) text += (text.empty() ? "" : ", ") + OneLine(item);
      return "[" + text + "]";
    case ConfigNode::Kind::kMap:
      for (const ConfigNode::Entry& entry : node.map) {
        text += (text.empty() ? "" : ", ") + KeyText(entry.key) + ": " + OneLine(entry.value);
      }
      return "{" + text + "}";
  }
  return "null";
}

/// How many collections stand inside each other here.
std::size_t DepthOf(const ConfigNode& node) {
  std::size_t below = 0;
  for (const ConfigNode& item : node.list) below = std::max(below, DepthOf(item));
  for (const ConfigNode::Entry& entry : node.map) below = std::max(below, DepthOf(entry.value));
  return node.is_list() || node.is_map() ? below + 1 : 0;
}

class Writer {
 public:
  std::string Write(const ConfigNode& node) {
    if (FitsOneLine(node, 0) && DepthOf(node) < 2) {
      out_ = OneLine(node) + "\n";
    } else {
      Block(node, 0);
    }
    return std::move(out_);
  }

 private:
  static bool IsEmpty(const ConfigNode& node) { return node.list.empty() && node.map.empty(); }

  static bool FitsOneLine(const ConfigNode& node, std::size_t indent) {
    if (IsEmpty(node)) return true;
    return DepthOf(node) <= 2 && OneLine(node).size() + indent <= kOneLine;
  }

  /// A value after "key:" or "-".
  void Value(const ConfigNode& node, std::size_t indent, bool in_list) {
    if (FitsOneLine(node, indent)) {
      out_ += " " + OneLine(node) + "\n";
    } else if (in_list && node.is_map()) {
      // The first key stands on the line of the dash.
      out_ += ' ';
      Entries(node, indent + 2, true);
    } else {
      out_ += '\n';
      Block(node, indent + 2);
    }
  }

  void Entries(const ConfigNode& node, std::size_t indent, bool at_first) {
    for (const ConfigNode::Entry& entry : node.map) {
      if (!at_first) out_.append(indent, ' ');
      at_first = false;
      out_ += KeyText(entry.key) + ":";
      Value(entry.value, indent, false);
    }
  }

  void Block(const ConfigNode& node, std::size_t indent) {
    if (node.is_map() && !node.map.empty()) return Entries(node, indent, false);
    if (node.is_list() && !node.list.empty()) {
      for (const ConfigNode& item : node.list) {
        out_.append(indent, ' ');
        out_ += '-';
        Value(item, indent, true);
      }
      return;
    }
    out_.append(indent, ' ');
    out_ += OneLine(node) + "\n";
  }

  std::string out_;
};

}  // namespace

std::string ToYaml(const ConfigNode& node) { return Writer().Write(node); }

std::string ToYaml(const Config& config) { return ToYaml(ToNode(config)); }

}  // namespace davit::config
