// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/model/resource_name.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/testing/matchers.h"

namespace davit {
namespace {

using testing::HasError;
using testing::IsOk;

TEST(ResourceNameTest, TakesWhatTheKubeletTakes) {
  for (const std::string name :
       {"nvidia.com/gpu", "test.device/x", "example.com/Foo_1.x", "foo/bar", "a/b", "1.2/3",
        "rdma/hca", "a-b.c-d/e-f", "nvidia.com/mig-1g.5gb", "kubernetes.io.example/x"}) {
    EXPECT_THAT(CheckResourceName(name), IsOk()) << name;
  }
  EXPECT_THAT(CheckResourceName("d/" + std::string(63, 'n')), IsOk());
  EXPECT_THAT(CheckResourceName(std::string(244, 'd') + "/n"), IsOk());
}

struct Bad {
  std::string name;
  std::string rule;
};

TEST(ResourceNameTest, SaysWhichRuleBroke) {
  for (const Bad& bad : {
           Bad{"gpu", "no \"/\""},
           Bad{"", "no \"/\""},
           Bad{"kubernetes.io/gpu", "Kubernetes' own"},
           Bad{"x.kubernetes.io/y", "Kubernetes' own"},
           Bad{"mykubernetes.io/y", "Kubernetes' own"},
           Bad{"a/kubernetes.io/y", "Kubernetes' own"},
           Bad{"NVIDIA.com/gpu", "upper-case"},
           Bad{"a/b/c", "more than one"},
           Bad{"/x", "before \"/\" is empty"},
           Bad{"x/", "after \"/\" is empty"},
           Bad{"requests.foo/x", "requests."},
           Bad{"a..b/x", "between dots is empty"},
           Bad{".a/x", "between dots is empty"},
           Bad{"a./x", "between dots is empty"},
           Bad{"-a/x", "begins and ends"},
           Bad{"a-.b/x", "begins and ends"},
           Bad{"a_b/x", "the domain may hold only"},
           Bad{"d\xc3\xa9/x", "the domain may hold only"},
           Bad{"a b/x", "the domain may hold only"},
           Bad{"d/-x", "after \"/\" begins and ends"},
           Bad{"d/x.", "after \"/\" begins and ends"},
           Bad{"d/x y", "after \"/\" may hold only"},
           Bad{"d/{profile}", "after \"/\" may hold only"},
           Bad{"d/" + std::string(64, 'n'), "longer than 63"},
           Bad{std::string(245, 'd') + "/n", "longer than 244"},
       }) {
    EXPECT_THAT(CheckResourceName(bad.name), HasError(Code::kInvalidArgument, bad.rule))
        << bad.name;
  }
}

TEST(ResourceNameTest, TheMessageShowsTheNameEscaped) {
  EXPECT_THAT(CheckResourceName("d/x\n"), HasError(Code::kInvalidArgument, "\"d/x\\x0a\""));
}

TEST(ResourceNameTest, ADomainIsCheckedAlone) {
  EXPECT_THAT(CheckResourceDomain("squat.ai"), IsOk());
  EXPECT_THAT(CheckResourceDomain("kubernetes.io"), HasError(Code::kInvalidArgument, "own"));
  EXPECT_THAT(CheckResourceDomain("a/b"), HasError(Code::kInvalidArgument, "may hold only"));
  EXPECT_THAT(CheckResourceDomain(""), HasError(Code::kInvalidArgument, "empty"));
}

}  // namespace
}  // namespace davit
