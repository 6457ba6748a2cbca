// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/kubelet/list_size.h"

#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace davit::kubelet {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

SharedDeviceList Ids(int count, std::size_t length) {
  DeviceList list;
  for (int i = 0; i < count; ++i) {
    std::string id = std::to_string(i);
    id.insert(0, length - id.size(), '0');
    list.push_back({std::move(id)});
  }
  return std::make_shared<const DeviceList>(std::move(list));
}

TEST(EncodedListSize, CountsAsTheWireDoes) {
  EXPECT_EQ(EncodedListSize({}), 0U);
  // device: 0a 10, ID: 0a 03 "abc", health: 12 09 "Unhealthy".
  EXPECT_EQ(EncodedListSize({{"abc"}}), 2U + 5U + 11U);
  // topology: 1a 02, node 0: 0a 00 (a zero is left out).
  EXPECT_EQ(EncodedListSize({{"abc", true, {NumaNode{0}}}}), 18U + 2U + 2U);
  // topology: 1a 06, node 0: 0a 00, node 1: 0a 02 08 01.
  EXPECT_EQ(EncodedListSize({{"abc", true, {NumaNode{0}, NumaNode{1}}}}), 18U + 2U + 2U + 4U);
  // An id of 128 bytes has a length of two bytes, and so has its device.
  EXPECT_EQ(EncodedListSize({{std::string(128, 'x')}}), 3U + 3U + 128U + 11U);
}

TEST(EncodedListSize, DoesNotDependOnHealth) {
  EXPECT_EQ(EncodedListSize({{"abc", true}}), EncodedListSize({{"abc", false}}));
}

TEST(ListSizeLimit, Law032AListThatFitsPassesAsItIs) {
  ListSizeLimit limit;
  const SharedDeviceList list = Ids(10000, 60);

  const ListSizeLimit::Verdict verdict = limit.Admit(list);

  EXPECT_EQ(verdict.send, list);
  EXPECT_THAT(verdict.complaint, IsEmpty());
}

TEST(ListSizeLimit, Law032TheLastListBelowFourMebibytesPassesAndTheNextDoesNot) {
  // 75 bytes a device: 1 + 1 + (2 + 60 + 11).
  const int most = static_cast<int>((kMaxListBytes - 1) / 75);

  EXPECT_NE(ListSizeLimit().Admit(Ids(most, 60)).send, nullptr);
  EXPECT_EQ(ListSizeLimit().Admit(Ids(most + 1, 60)).send, nullptr);
}

TEST(ListSizeLimit, Law032TheComplaintSaysCountTimesBytesAndWhatFits) {
  ListSizeLimit limit(1000);

  const ListSizeLimit::Verdict verdict = limit.Admit(Ids(20, 60));

  EXPECT_EQ(verdict.send, nullptr);
  EXPECT_THAT(verdict.complaint, AllOf(HasSubstr("20 ids × 75 bytes = 1500 bytes"),
                                       HasSubstr("at most 13 of"), HasSubstr("not registered")));
}

TEST(ListSizeLimit, Law032TheLastGoodIdsStayWithLiveHealth) {
  ListSizeLimit limit(100);
  limit.Admit(
      std::make_shared<const DeviceList>(DeviceList{{"a", true, {NumaNode{1}}}, {"b"}, {"gone"}}));
  DeviceList longer = *Ids(20, 10);
  longer.push_back({"a", false});
  longer.push_back({"b", true});

  const ListSizeLimit::Verdict verdict = limit.Admit(std::make_shared<const DeviceList>(longer));

  ASSERT_NE(verdict.send, nullptr);
  EXPECT_EQ(*verdict.send, (DeviceList{{"a", false, {NumaNode{1}}}, {"b", true}, {"gone", false}}));
  EXPECT_THAT(verdict.complaint, HasSubstr("the last 3 ids stay"));
}

TEST(ListSizeLimit, Law032AListThatFitsAgainPasses) {
  ListSizeLimit limit(200);
  limit.Admit(Ids(1, 10));
  limit.Admit(Ids(50, 10));
  const SharedDeviceList list = Ids(3, 10);

  const ListSizeLimit::Verdict verdict = limit.Admit(list);

  EXPECT_EQ(verdict.send, list);
  EXPECT_THAT(verdict.complaint, IsEmpty());
}

}  // namespace
}  // namespace davit::kubelet
