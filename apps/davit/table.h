// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "src/base/escape.h"

namespace davit {

/// Text for people: columns as wide as they need to be, the header set off, the rest left plain.
/// With `color`, the header is bold and cells may carry a color.
class Table {
 public:
  enum class Color { kNone, kGreen, kRed, kYellow, kDim };
  struct Cell {
    /// Text from the machine is escaped: it may hold control bytes.
    Cell(const std::string& shown, Color in = Color::kNone)  // NOLINT(google-explicit-constructor)
        : text(Escape(shown)), color(in) {}
    Cell(const char* shown) : text(shown) {}  // NOLINT(google-explicit-constructor)

    std::string text;
    Color color = Color::kNone;
  };

  explicit Table(std::vector<std::string> header) : header_(std::move(header)) {}

  void Add(std::vector<Cell> row) { rows_.push_back(std::move(row)); }
  bool empty() const { return rows_.empty(); }

  std::string Text(bool color) const;

 private:
  std::vector<std::string> header_;
  std::vector<std::vector<Cell>> rows_;
};

/// Whether standard output wants colors: a terminal, and NO_COLOR is not set.
bool WantsColor();

}  // namespace davit
