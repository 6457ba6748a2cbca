// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/plugin/served_resource.h"

#include <utility>

#include "src/plugin/answers.h"

namespace davit {

ServedResource::ServedResource(std::string name, PluginOptions options, Holders& holders,
                               std::shared_ptr<const ResourceTable> table, PreStartFn pre_start)
    : name_(std::move(name)),
      options_(options),
      holders_(holders),
      pre_start_(std::move(pre_start)),
      table_(std::move(table)) {}

void ServedResource::SetTable(std::shared_ptr<const ResourceTable> table) {
  const MutexLock lock(mutex_);
  std::swap(table_, table);
}

std::shared_ptr<const ResourceTable> ServedResource::table() const {
  const MutexLock lock(mutex_);
  return table_;
}

Result<std::vector<ContainerAnswer>> ServedResource::Allocate(
    std::span<const std::vector<std::string>> requests) {
  // An id may begin to leave between the look at the table and the note that it was given out; who
  // decides that nobody holds it might then see neither. So the note counts only if the table still
  // stands after it; a new one answers anew.
  constexpr int kTries = 3;
  std::shared_ptr<const ResourceTable> newest = table();
  for (int tries = 1;; ++tries) {
    std::vector<ContainerAnswer> answers;
    answers.reserve(requests.size());
    for (const std::vector<std::string>& ids : requests) {
      ASSIGN_OR_RETURN(ContainerAnswer answer, AllocateAnswer(*newest, ids));
      answers.push_back(std::move(answer));
    }
    for (const std::vector<std::string>& ids : requests) holders_.NoteAnswer(name_, ids);
    std::shared_ptr<const ResourceTable> after = table();
    if (after == newest || tries == kTries) return answers;
    newest = std::move(after);
  }
}

Result<std::vector<std::vector<std::string>>> ServedResource::Preferred(
    std::span<const PreferredQuestion> questions) {
  const std::shared_ptr<const ResourceTable> newest = table();
  std::vector<std::vector<std::string>> answers;
  answers.reserve(questions.size());
  for (const PreferredQuestion& question : questions) {
    ASSIGN_OR_RETURN(std::vector<std::string> answer, PreferredAnswer(*newest, question));
    answers.push_back(std::move(answer));
  }
  return answers;
}

void ServedResource::PreStart(std::span<const std::string> ids, SteadyTime deadline,
                              std::function<void(Result<>)> done) {
  if (!options_.pre_start_required || ids.empty()) {
    done({});
    return;
  }
  pre_start_(table(), {ids.begin(), ids.end()}, deadline, std::move(done));
}

}  // namespace davit
