// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include <iostream>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "apps/davit/commands.h"

namespace davit {
namespace {

/// Everything that may follow the words `path` of the command line.
struct Level {
  std::string path;  ///< the subcommands chosen so far, joined by spaces
  std::vector<std::string> words;
};

void Collect(const CLI::App& app, const std::string& path, std::vector<Level>& levels) {
  Level level{path, {}};
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
    level.words.push_back(sub->get_name());
  }
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) level.words.push_back("--" + name);
  }
  levels.push_back(std::move(level));
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
    Collect(*sub, path.empty() ? sub->get_name() : path + " " + sub->get_name(), levels);
  }
}

std::string BashScript(const std::vector<Level>& levels) {
  std::string cases;
  for (const Level& level : levels) {
    cases += fmt::format("    \"{}\") words=\"{}\" ;;\n", level.path, fmt::join(level.words, " "));
  }
  return R"(# bash completion for davit:  source <(davit completion bash)
_davit() {
  local cur="${COMP_WORDS[COMP_CWORD]}" path="" word words=""
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [[ $word == -* ]] || path="${path:+$path }$word"
  done
  while :; do
    case "$path" in
)" + cases +
         R"(    esac
    [[ -n $words || -z $path ]] && break
    [[ $path == *" "* ]] && path="${path% *}" || path=""
  done
  mapfile -t COMPREPLY < <(compgen -W "$words" -f -- "$cur")
}
complete -F _davit davit
)";
}

std::string ZshScript(const std::vector<Level>& levels) {
  return "# zsh completion for davit:  source <(davit completion zsh)\n"
         "autoload -U +X bashcompinit && bashcompinit\n" +
         BashScript(levels);
}

std::string FishScript(const std::vector<Level>& levels) {
  std::string script = "# fish completion for davit:  davit completion fish | source\n";
  for (const Level& level : levels) {
    const std::string condition =
        level.path.empty() ? "__fish_use_subcommand" : "__fish_seen_subcommand_from " + level.path;
    for (const std::string& word : level.words) {
      const bool is_flag = word.rfind("--", 0) == 0;
      script += fmt::format("complete -c davit -n '{}' {} {}\n", condition, is_flag ? "-l" : "-a",
                            is_flag ? word.substr(2) : word);
    }
  }
  return script;
}

}  // namespace

void AddCompletionCommand(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand(
      "completion", "Print a completion script: source <(davit completion bash)");
  auto shell = std::make_shared<std::string>();
  command->add_option("SHELL", *shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  command->callback([&app, &exit_code, shell] {
    std::vector<Level> levels;
    Collect(app, "", levels);
    std::cout << (*shell == "bash"  ? BashScript(levels)
                  : *shell == "zsh" ? ZshScript(levels)
                                    : FishScript(levels));
    exit_code = 0;
  });
}

}  // namespace davit
