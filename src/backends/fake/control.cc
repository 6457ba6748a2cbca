// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/backends/fake/control.h"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "src/config/values.h"

namespace davit::fake {
namespace {

constexpr std::string_view kBlanks = " \t\r";

struct Form {
  std::string_view word;
  Verb verb;
  bool takes_id;
  bool takes_code;
  bool takes_text;
};

constexpr std::array kForms = {
    Form{"unhealthy", Verb::kUnhealthy, true, true, true},
    Form{"warn", Verb::kWarn, true, true, true},
    Form{"recover", Verb::kRecover, true, false, true},
    Form{"remove", Verb::kRemove, true, false, false},
    Form{"restore", Verb::kRestore, true, false, false},
    Form{"retire", Verb::kRetire, true, false, false},
    Form{"add", Verb::kAdd, true, false, true},
    Form{"waiting", Verb::kWaiting, false, false, true},
    Form{"ready", Verb::kReady, false, false, false},
    Form{"hang", Verb::kHang, false, false, true},
    Form{"refuse", Verb::kRefuse, true, false, true},
    Form{"accept", Verb::kAccept, true, false, false},
};

std::string_view Trim(std::string_view text) {
  const auto begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

/// Takes the first word off `rest`.
std::string_view TakeWord(std::string_view& rest) {
  rest = Trim(rest);
  const std::string_view word = rest.substr(0, rest.find_first_of(kBlanks));
  rest = Trim(rest.substr(word.size()));
  return word;
}

const Form* FindForm(std::string_view word) {
  for (const Form& form : kForms) {
    if (form.word == word) return &form;
  }
  return nullptr;
}

Error Wrong(int line, std::string_view what) {
  return {Code::kInvalidArgument, fmt::format("line {}: {}", line, what)};
}

Result<> ReadSettings(std::string_view rest, Command& command) {
  while (!rest.empty()) {
    const std::string_view word = TakeWord(rest);
    const auto equals = word.find('=');
    if (equals == 0 || equals == std::string_view::npos) {
      return Wrong(command.line, fmt::format("'{}' is not KEY=VALUE", word));
    }
    command.settings.emplace_back(word.substr(0, equals), word.substr(equals + 1));
  }
  return {};
}

Result<Command> ParseLine(std::string_view text, int line) {
  std::string_view rest = text;
  const std::string_view word = TakeWord(rest);
  const Form* form = FindForm(word);
  if (form == nullptr) return Wrong(line, fmt::format("no command is called '{}'", word));

  Command command{.verb = form->verb, .line = line};
  if (form->takes_id) command.id = TakeWord(rest);
  if (form->takes_id && command.id.empty()) {
    return Wrong(line, fmt::format("{} needs the id of a device", word));
  }
  if (form->takes_code) command.code = TakeWord(rest);
  if (form->takes_code && command.code.empty()) {
    return Wrong(line, fmt::format("{} {} needs the code of a fault", word, command.id));
  }
  if (!form->takes_text && !rest.empty()) {
    return Wrong(line, fmt::format("nothing follows {}, but here is '{}'", word, rest));
  }
  if (form->verb == Verb::kRecover) {
    command.code = rest;
  } else if (form->verb == Verb::kAdd) {
    RETURN_IF_ERROR(ReadSettings(rest, command));
  } else if (form->verb == Verb::kHang && !rest.empty()) {
    auto duration = config::AsDuration(ConfigNode::Scalar(std::string(rest)));
    if (!duration.ok()) return Wrong(line, duration.error().message);
    command.duration = *duration;
  } else {
    command.text = rest;
  }
  return command;
}

}  // namespace

std::vector<std::string> SplitLines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    lines.emplace_back(Trim(text.substr(0, end)));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

Result<std::vector<Command>> ParseControl(std::span<const std::string> lines, int first) {
  std::vector<Command> commands;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].empty() || lines[i].front() == '#') continue;
    ASSIGN_OR_RETURN(Command command, ParseLine(lines[i], first + static_cast<int>(i)));
    commands.push_back(std::move(command));
  }
  return commands;
}

}  // namespace davit::fake
