// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "acme_backend.h"

#include <sys/eventfd.h>

#include <optional>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/fd.h"
#include "davit/testing/fake_host.h"
#include "davit/testing/matchers.h"

namespace acme {
namespace {

using davit::testing::IsOk;

/// Its only order is to stop.
class StopAtOnce final : public davit::Inbox {
 public:
  int fd() const override { return readable_.get(); }
  std::optional<davit::Order> Take() override { return davit::order::Stop{}; }

 private:
  davit::UniqueFd readable_{eventfd(1, EFD_CLOEXEC)};
};

std::vector<davit::Snapshot> Published(davit::testing::FakeHost& host) {
  auto backend = kEntry.create(host.host, davit::ConfigNode{});
  EXPECT_THAT(backend, IsOk());
  std::vector<davit::Snapshot> published;
  StopAtOnce inbox;
  (*backend)->Run(inbox, [&](davit::Snapshot snapshot) { published.push_back(snapshot); });
  return published;
}

TEST(AcmeBackendTest, OffersTheDeviceOfThisMachine) {
  davit::testing::FakeHost host("dev/acme0");

  const auto published = Published(host);

  ASSERT_EQ(published.size(), 1u);
  ASSERT_EQ(published[0].devices.size(), 1u);
  EXPECT_EQ(published[0].devices[0].id.value, "acme0");
}

TEST(AcmeBackendTest, OffersNothingOnAnotherMachine) {
  davit::testing::FakeHost host("dev/null");

  const auto published = Published(host);

  ASSERT_EQ(published.size(), 1u);
  EXPECT_TRUE(published[0].devices.empty());
}

}  // namespace
}  // namespace acme
