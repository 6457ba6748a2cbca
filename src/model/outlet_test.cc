// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/model/outlet.h"

#include <gtest/gtest.h>

namespace davit {
namespace {

TEST(OutletTest, EveryOutletIsFoundByItsName) {
  for (const auto& [name, outlet] : kOutlets) {
    EXPECT_EQ(OutletNamed(name), outlet);
    EXPECT_EQ(OutletName(outlet), name);
  }
  EXPECT_FALSE(OutletNamed("device-node"));
}

TEST(OutletTest, TheAnswerToTheKubeletRefusesWhatItsWireFormatLacks) {
  const EditKinds renders = Renders(Outlet::kDeviceNodes);

  for (const EditKind kind : {EditKind::kHook, EditKind::kGroupId, EditKind::kMountOption,
                              EditKind::kNodeOwner, EditKind::kNetDevice, EditKind::kIntelRdt}) {
    EXPECT_FALSE(renders.Has(kind)) << Describe(kind);
  }
  EXPECT_TRUE(renders.Has(EditKind::kAnnotation));
}

TEST(OutletTest, CdiHasNoAnnotations) {
  EXPECT_FALSE(Renders(Outlet::kCdiCri).Has(EditKind::kAnnotation));
  EXPECT_TRUE(Renders(Outlet::kCdiCri).Has(EditKind::kHook));
}

}  // namespace
}  // namespace davit
