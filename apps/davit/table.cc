// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "apps/davit/table.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>

namespace davit {
namespace {

std::size_t Width(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0u) != 0x80u;  // not a UTF-8 continuation byte
  }));
}

std::string Escape(Table::Color color) {
  switch (color) {
    case Table::Color::kGreen:
      return "\x1b[32m";
    case Table::Color::kRed:
      return "\x1b[31m";
    case Table::Color::kYellow:
      return "\x1b[33m";
    case Table::Color::kDim:
      return "\x1b[2m";
    case Table::Color::kNone:
      break;
  }
  return "";
}

void AppendCell(std::string& line, const std::string& text, const std::string& escape,
                std::size_t width, bool last) {
  line += escape + text + (escape.empty() ? "" : "\x1b[0m");
  if (!last) line.append(width - Width(text) + 2, ' ');
}

}  // namespace

std::string Table::Text(bool color) const {
  std::vector<std::size_t> widths;
  for (const std::string& title : header_) widths.push_back(Width(title));
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], Width(row[i].text));
    }
  }
  std::string text;
  for (std::size_t i = 0; i < header_.size(); ++i) {
    AppendCell(text, header_[i], color ? "\x1b[1m" : "", widths[i], i + 1 == header_.size());
  }
  text += '\n';
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      AppendCell(text, row[i].text, color ? Escape(row[i].color) : "", widths[i],
                 i + 1 == row.size());
    }
    text += '\n';
  }
  return text;
}

bool WantsColor() {
  const char* no_color = std::getenv("NO_COLOR");
  return isatty(STDOUT_FILENO) == 1 && (no_color == nullptr || *no_color == '\0');
}

}  // namespace davit
