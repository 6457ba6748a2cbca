// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/config/text.h"

#include <algorithm>

#include <fmt/core.h>

#include "src/base/utf8.h"
#include "src/config/problems.h"

namespace davit::config {
namespace {

Mark MarkOf(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const auto lines = std::count(before.begin(), before.end(), '\n');
  const std::size_t newline = before.rfind('\n');
  const std::size_t column = newline == std::string_view::npos ? offset : offset - newline - 1;
  return {static_cast<int>(lines) + 1, static_cast<int>(column) + 1};
}

}  // namespace

Result<> CheckText(std::string_view text, std::string_view file) {
  if (text.size() > kMaxConfigBytes) {
    return Error{Code::kInvalidArgument,
                 fmt::format("{}: {} bytes long; expected at most 1 MiB of YAML; is this the right "
                             "file?",
                             file, text.size())};
  }
  for (std::size_t i = 0; i < text.size();) {
    const auto character = FirstCharacter(text.substr(i));
    const char byte = text[i];
    const bool is_layout = byte == '\t' || byte == '\n' || byte == '\r';
    if (!character || (IsControl(character->code_point) && !is_layout)) {
      return Error{
          Code::kInvalidArgument,
          fmt::format("{}: {} 0x{:02x}; expected UTF-8 text; save the file as UTF-8",
                      Place(file, MarkOf(text, i)), character ? "control byte" : "not UTF-8: byte",
                      static_cast<unsigned char>(byte))};
    }
    i += character->length;
  }
  return {};
}

}  // namespace davit::config
