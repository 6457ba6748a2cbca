// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/testing/as_nobody.h"

#include <grp.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

#include "davit/fd.h"
#include "src/base/check.h"

namespace davit::testing {
namespace {

constexpr uid_t kNobody = 65534;

[[noreturn]] void RunChild(int out, const std::function<std::string()>& body) {
  if (::geteuid() == 0) {
    DAVIT_CHECK(::setgroups(0, nullptr) == 0);
    DAVIT_CHECK(::setresgid(kNobody, kNobody, kNobody) == 0);
    DAVIT_CHECK(::setresuid(kNobody, kNobody, kNobody) == 0);
  }
  const std::string said = body();
  DAVIT_CHECK(::write(out, said.data(), said.size()) == static_cast<ssize_t>(said.size()));
  ::_exit(0);
}

}  // namespace

std::string AsNobody(const std::function<std::string()>& body) {
  std::array<int, 2> ends{};
  DAVIT_CHECK(::pipe(ends.data()) == 0);
  UniqueFd reader(ends[0]);
  UniqueFd writer(ends[1]);
  const pid_t child = ::fork();
  DAVIT_CHECK(child >= 0);
  if (child == 0) RunChild(writer.get(), body);
  writer.Reset();

  std::string said;
  std::array<char, 4096> buffer{};
  ssize_t size = 0;
  while ((size = ::read(reader.get(), buffer.data(), buffer.size())) > 0) {
    said.append(buffer.data(), static_cast<std::size_t>(size));
  }
  int status = 0;
  DAVIT_CHECK(::waitpid(child, &status, 0) == child);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? said : "killed";
}

}  // namespace davit::testing
