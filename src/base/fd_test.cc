// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "davit/fd.h"

#include <fcntl.h>

#include <utility>

#include <gtest/gtest.h>

namespace davit {
namespace {

UniqueFd OpenNull() { return UniqueFd(::open("/dev/null", O_RDONLY | O_CLOEXEC)); }

bool IsOpen(int fd) { return ::fcntl(fd, F_GETFD) >= 0; }

TEST(UniqueFdTest, ClosesAtTheEndOfItsScope) {
  int fd = -1;
  {
    const UniqueFd owner = OpenNull();
    fd = owner.get();
    ASSERT_TRUE(IsOpen(fd));
  }

  EXPECT_FALSE(IsOpen(fd));
}

TEST(UniqueFdTest, MoveAssignmentClosesWhatWasHeld) {
  UniqueFd target = OpenNull();
  const int old = target.get();
  UniqueFd source = OpenNull();
  const int kept = source.get();

  target = std::move(source);

  EXPECT_FALSE(IsOpen(old));
  EXPECT_TRUE(IsOpen(kept));
  EXPECT_EQ(target.get(), kept);
}

TEST(UniqueFdTest, SelfMoveKeepsTheDescriptor) {
  UniqueFd owner = OpenNull();
  UniqueFd& same = owner;

  owner = std::move(same);

  EXPECT_TRUE(IsOpen(owner.get()));
}

TEST(UniqueFdTest, ReleaseGivesTheDescriptorAway) {
  UniqueFd owner = OpenNull();
  const UniqueFd taker(owner.Release());

  EXPECT_FALSE(owner.valid());
  EXPECT_TRUE(IsOpen(taker.get()));
}

}  // namespace
}  // namespace davit
