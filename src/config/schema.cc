// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/config/schema.h"

#include <fmt/core.h>

#include "src/config/nearest.h"
#include "src/config/values.h"

namespace davit::config {
namespace {

std::string Join(std::string_view path, std::string_view key) {
  return path.empty() ? std::string(key) : fmt::format("{}.{}", path, key);
}

template <class T>
Result<> Dropped(Result<T> result) {
  if (!result.ok()) return std::move(result).error();
  return {};
}

Result<> Wrong(std::string_view expected, const ConfigNode& node) {
  return Error{Code::kInvalidArgument,
               fmt::format("expected {}, got {}", expected, DescribeNode(node))};
}

/// The value itself, not what is below it.
Result<> CheckType(KeyType type, const ConfigNode& value) {
  switch (type) {
    case KeyType::kString:
      return Dropped(AsString(value));
    case KeyType::kInteger:
      return Dropped(AsInteger(value));
    case KeyType::kNumber:
      return Dropped(AsNumber(value));
    case KeyType::kBool:
      return Dropped(AsBool(value));
    case KeyType::kDuration:
      return Dropped(AsDuration(value));
    case KeyType::kList:
      return value.is_list() || value.is_null() ? Result<>() : Wrong("a list of strings", value);
    case KeyType::kListOfMap:
      return value.is_list() || value.is_null() ? Result<>() : Wrong("a list of maps", value);
    case KeyType::kMap:
    case KeyType::kDictionary:
      return value.is_map() || value.is_null() ? Result<>() : Wrong("a map", value);
    case KeyType::kAny:
      return {};
  }
  return {};
}

void AddTypeProblem(const ConfigNode& value, std::string_view path, const Error& error,
                    Problems& problems) {
  problems.Add(value.mark, fmt::format("{}: {}", path, error.message));
}

void CheckChildren(const Key& key, const ConfigNode& value, const std::string& path,
                   Problems& problems, UnknownKeys unknown) {
  const auto check_item = [&](const ConfigNode& item, const std::string& item_path, KeyType type) {
    const Result<> fits = CheckType(type, item);
    if (!fits.ok()) {
      AddTypeProblem(item, item_path, fits.error(), problems);
    } else if (type == KeyType::kMap) {
      CheckMap(item, key.children, item_path, problems, unknown);
    }
  };
  switch (key.type) {
    case KeyType::kMap:
      if (!key.children.empty()) CheckMap(value, key.children, path, problems, unknown);
      break;
    case KeyType::kList:
    case KeyType::kListOfMap:
      for (std::size_t i = 0; i < value.list.size(); ++i) {
        check_item(value.list[i], fmt::format("{}[{}]", path, i),
                   key.type == KeyType::kList ? KeyType::kString : KeyType::kMap);
      }
      break;
    case KeyType::kDictionary:
      for (const ConfigNode::Entry& entry : value.map) {
        check_item(entry.value, Join(path, entry.key),
                   key.children.empty() ? KeyType::kString : KeyType::kMap);
      }
      break;
    default:
      break;
  }
}

void CheckValue(const Key& key, const ConfigNode& value, const std::string& path,
                Problems& problems, UnknownKeys unknown) {
  const std::size_t before = problems.size();
  if (const Result<> fits = CheckType(key.type, value); !fits.ok()) {
    return AddTypeProblem(value, path, fits.error(), problems);
  }
  CheckChildren(key, value, path, problems, unknown);
  if (key.check != nullptr) {
    if (const Result<> fits = key.check(value); !fits.ok()) {
      AddTypeProblem(value, path, fits.error(), problems);
    }
  }
  if (key.inspect != nullptr && problems.size() == before) key.inspect(value, problems);
}

const Key* FindKey(KeyTable table, std::string_view name) {
  for (const Key& key : table) {
    if (key.name == name) return &key;
  }
  return nullptr;
}

void AddUnknownKey(const ConfigNode::Entry& entry, KeyTable table, std::string_view where,
                   Problems& problems, UnknownKeys unknown) {
  std::vector<std::string_view> names;
  for (const Key& key : table) names.push_back(key.name);
  const std::string place = where.empty() ? std::string() : fmt::format(" in {}", where);
  const std::string what = fmt::format("unknown key {}{}", Quoted(entry.key), place);
  if (unknown == UnknownKeys::kRefuse) {
    problems.Add(entry.mark, what + ExpectedOneOf(entry.key, names));
    return;
  }
  const std::string_view near = Nearest(entry.key, names);
  problems.Warn(entry.mark, near.empty()
                                ? what + "; ignored"
                                : fmt::format("{}; ignored; did you mean \"{}\"?", what, near));
}

}  // namespace

bool CheckMap(const ConfigNode& node, KeyTable table, std::string_view where, Problems& problems,
              UnknownKeys unknown) {
  const std::size_t before = problems.size();
  if (!node.is_map() && !node.is_null()) {
    problems.Add(node.mark, fmt::format("{}{}expected a map, got {}", where,
                                        where.empty() ? "" : ": ", DescribeNode(node)));
    return false;
  }
  for (const ConfigNode::Entry& entry : node.map) {
    if (const Key* key = FindKey(table, entry.key)) {
      CheckValue(*key, entry.value, Join(where, entry.key), problems, unknown);
    } else {
      AddUnknownKey(entry, table, where, problems, unknown);
    }
  }
  for (const Key& key : table) {
    if (!key.required || node.Find(key.name) != nullptr) continue;
    problems.Add(node.mark,
                 fmt::format("{}{}the key \"{}\" is missing; expected {}: {}", where,
                             where.empty() ? "" : ": ", key.name, TypeName(key.type), key.meaning));
  }
  return problems.size() == before;
}

std::vector<KeyRow> KeyRows(KeyTable table, std::string_view prefix) {
  std::vector<KeyRow> rows;
  for (const Key& key : table) {
    const std::string path = Join(prefix, key.name);
    rows.push_back({path, std::string(TypeName(key.type)),
                    key.required ? "required" : std::string(key.default_text),
                    std::string(key.meaning)});
    if (key.children.empty()) continue;
    std::string below = path;
    if (key.type == KeyType::kListOfMap) below += "[]";
    if (key.type == KeyType::kDictionary) below += ".<name>";
    for (KeyRow& row : KeyRows(key.children, below)) rows.push_back(std::move(row));
  }
  return rows;
}

std::string KeysMarkdown(std::span<const KeyRow> rows) {
  const auto cell = [](std::string_view text) {
    std::string safe;
    for (char c : text) {
      if (c == '|') safe += '\\';
      safe += c;
    }
    return safe;
  };
  const auto code = [&](std::string_view text) {
    return text.empty() ? std::string() : fmt::format("`{}`", cell(text));
  };
  std::string out = "| Key | Type | Default | Meaning |\n|---|---|---|---|\n";
  for (const KeyRow& row : rows) {
    const std::string fallback =
        row.default_text == "required" ? row.default_text : code(row.default_text);
    out += fmt::format("| {} | {} | {} | {} |\n", code(row.path), cell(row.type), fallback,
                       cell(row.meaning));
  }
  return out;
}

std::string_view TypeName(KeyType type) {
  switch (type) {
    case KeyType::kString:
      return "string";
    case KeyType::kInteger:
      return "whole number";
    case KeyType::kNumber:
      return "number";
    case KeyType::kBool:
      return "true or false";
    case KeyType::kDuration:
      return "duration";
    case KeyType::kMap:
      return "map";
    case KeyType::kListOfMap:
      return "list of maps";
    case KeyType::kList:
      return "list of strings";
    case KeyType::kDictionary:
      return "map of names";
    case KeyType::kAny:
      return "value";
  }
  return "value";
}

}  // namespace davit::config
