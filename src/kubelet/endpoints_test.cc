// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/kubelet/endpoints.h"

#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "davit/testing/matchers.h"
#include "src/kubelet/endpoints_fixture.h"
#include "src/kubelet/in_mount_namespace.h"
#include "src/kubelet/plugin_socket.h"

namespace davit::kubelet {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using Answer = PretendKubelet::Answer;

constexpr char kFuse[] = "davit.dev/fuse";
constexpr char kKvm[] = "davit.dev/kvm";

DeviceList ManyIds(int count) {
  DeviceList list;
  for (int i = 0; i < count; ++i) list.push_back({std::to_string(i) + std::string(200, 'x')});
  return list;
}

TEST(Endpoints, StartRefusesADirectoryThatOthersMayWrite) {
  Node node;
  ASSERT_EQ(::chmod(node.dir.c_str(), 0777), 0);

  EXPECT_THAT(node.Begin(), testing::HasCode(Code::kPermissionDenied));
}

TEST(Endpoints, StartRefusesAFileInTheDirectorysPlace) {
  Node node;
  node.options.socket_dir = node.tree.At("file");
  node.tree.Write("file", "");

  EXPECT_THAT(node.Begin(), testing::HasCode(Code::kFailedPrecondition));
}

TEST(Endpoints, StartRefusesADirectoryThatIsNoAbsolutePath) {
  for (const char* const directory : {"", ".", "plugins", "../plugins"}) {
    Node node;
    node.options.socket_dir = directory;

    EXPECT_THAT(node.Begin(), testing::HasError(Code::kInvalidArgument,
                                                "the socket directory must be an absolute path"))
        << directory;
  }
}

TEST(Endpoints, AFullDirectoryIsSaidOnceThoughEachTryHasANameOfItsOwn) {
  if (::geteuid() != 0) GTEST_SKIP() << "mounting needs root";
  Node node;

  EXPECT_TRUE(InMountNamespace([&] {
    // An inode for the root and no other.
    const char* const full = "nr_inodes=1,mode=0755";
    if (::mount("full", node.dir.c_str(), "tmpfs", 0, full) != 0) return false;
    if (!node.Begin().ok()) return false;
    node.Offer(kFuse);
    node.Advance(9min);
    const bool once = node.log.Count("binding ") == 1;
    node.Advance(2min);
    return once && node.log.Count("binding ") == 2;
  }));
}

TEST(Endpoints, ARefusalInOtherWordsIsNoNewsAndAnotherErrorIs) {
  Node node;
  node.kubelet.Start();
  node.kubelet.answer = Answer::kError;
  int tries = 0;
  node.kubelet.meanwhile = [&] {
    node.kubelet.refusal = ++tries % 2 == 0 ? "Socket closed" : "Broken pipe";
  };
  ASSERT_THAT(node.Begin(), testing::IsOk());
  node.Offer(kFuse);
  node.Advance(5min);
  ASSERT_GT(tries, 10);
  EXPECT_EQ(node.log.Count("trying again"), 1);
  EXPECT_EQ(node.StatusOf(kFuse).detail, node.kubelet.refusal);

  node.kubelet.answer = Answer::kHang;
  node.Advance(1min);
  EXPECT_EQ(node.log.Count("trying again"), 2);

  node.kubelet.answer = Answer::kSync;
  node.Advance(1min);
  EXPECT_EQ(node.log.Count("registered"), 1);
}

TEST(Endpoints, ADirectoryThatIsMissingIsWaitedFor) {
  Node node;
  node.tree.Remove("plugins");
  ASSERT_THAT(node.Begin(), testing::IsOk());
  node.Offer(kFuse);
  node.Advance(60s);
  EXPECT_EQ(node.StateOf(kFuse), EndpointState::kServing);

  node.tree.MakeDirectory("plugins");
  node.kubelet.Start();
  node.Advance(1s);

  EXPECT_TRUE(node.Serves(kFuse));
}

TEST(Endpoints, ADirectoryThatComesOpenToOthersIsNotUsedAndSaidOnce) {
  Node node;
  node.tree.Remove("plugins");
  ASSERT_THAT(node.Begin(), testing::IsOk());
  node.Offer(kFuse);
  node.tree.MakeDirectory("plugins");
  ASSERT_EQ(::chmod(node.dir.c_str(), 0777), 0);
  node.kubelet.Start();
  node.Advance(60s);
  EXPECT_THAT(node.Sockets(), IsEmpty());
  EXPECT_EQ(node.log.Count("chmod go-w"), 1);

  ASSERT_EQ(::chmod(node.dir.c_str(), 0755), 0);
  node.Advance(10s);

  EXPECT_TRUE(node.Serves(kFuse));
}

TEST(Endpoints, Trn048StopEndsTheStreamsAndRemovesOurSocketsOnly) {
  Node node;
  node.kubelet.Start();
  ASSERT_THAT(node.Begin(), testing::IsOk());
  node.Offer(kFuse);
  node.Offer(kKvm);
  node.Settle();
  const auto other = PluginSocket::Bind(node.dir + "/other.sock");
  ASSERT_THAT(node.Sockets(), SizeIs(3));

  bool stopped = false;
  node.endpoints->Stop([&] { stopped = true; });
  EXPECT_FALSE(stopped);  // never from within
  node.Settle();

  EXPECT_TRUE(stopped);
  EXPECT_THAT(node.Sockets(), ::testing::ElementsAre("other.sock"));
  EXPECT_EQ(node.servers.alive(), 0);
}

TEST(Endpoints, Trn048StopWithoutAnyResourceIsOverAtOnce) {
  Node node;
  ASSERT_THAT(node.Begin(), testing::IsOk());

  int stopped = 0;
  node.endpoints->Stop([&] { ++stopped; });
  node.Advance(10s);

  EXPECT_EQ(stopped, 1);
}

TEST(Endpoints, Trn048StopWaitsForAHandlerButNotForever) {
  Node node;
  node.kubelet.Start();
  node.servers.hold_shutdown = true;
  ASSERT_THAT(node.Begin(), testing::IsOk());
  node.Offer(kFuse);
  node.Settle();
  int stopped = 0;

  node.endpoints->Stop([&] { ++stopped; });
  node.Advance(3s);
  EXPECT_EQ(stopped, 0);
  node.Advance(2s);
  EXPECT_EQ(stopped, 1);

  // The handler returns after all; what it uses is still there.
  const auto server = node.servers.all[0];
  node.endpoints.reset();
  EXPECT_THAT(server->served->Allocate({}), testing::HasCode(Code::kUnavailable));
  server->finish();
  server->finish = nullptr;
  node.Settle();
  EXPECT_EQ(stopped, 1);
}

TEST(Endpoints, Trn048ASocketThatAKilledPredecessorLeftIsRemovedAtStart) {
  Node node;
  node.kubelet.Start();
  {
    const UniqueFd killed(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    const std::string path = node.dir + "/davit-fuse-01234567-89abcd.sock";
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    ASSERT_EQ(::bind(killed.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  }

  ASSERT_THAT(node.Begin(), testing::IsOk());
  node.Offer(kFuse);
  node.Settle();

  EXPECT_TRUE(node.Serves(kFuse));
  EXPECT_THAT(node.Sockets(), SizeIs(1));
  EXPECT_EQ(node.log.Count("a predecessor left"), 1);
}

TEST(Endpoints, Trn049TwoInstancesServeSideBySideAndTheLastOneEndsRegistered) {
  Node node;
  node.kubelet.Start();
  ASSERT_THAT(node.Begin(), testing::IsOk());
  node.Offer(kFuse);
  ASSERT_TRUE(node.Serves(kFuse));
  // The surge replacement comes before its predecessor goes.
  Endpoints::Options options = node.options;
  options.seed = 8;
  Endpoints successor(options, {node.loop, node.log, node.kubelet, node.servers, [](auto&) {}});
  PretendResource resource(kFuse);
  ASSERT_THAT(successor.Start(), testing::IsOk());
  successor.Opened(resource);
  ASSERT_TRUE(node.Serves(kFuse));
  EXPECT_THAT(node.Sockets(), SizeIs(2));

  bool stopped = false;
  node.endpoints->Stop([&] { stopped = true; });
  node.Settle();
  node.kubelet.EndStreams(
      kFuse);  // the old stream ended, and the kubelet evicts the newest with it
  node.Advance(5s);

  EXPECT_TRUE(stopped);
  EXPECT_TRUE(node.Serves(kFuse));
  EXPECT_EQ(successor.Status().at(0).state, EndpointState::kActive);
  EXPECT_EQ(node.kubelet.PathOf(kFuse), successor.Status().at(0).socket);
  EXPECT_THAT(node.Sockets(), SizeIs(1));
  successor.Closed(resource);
  node.Settle();
}

TEST(Endpoints, Trn050AFailureOfOneResourceLeavesTheOthersAlone) {
  Node node;
  node.kubelet.Start();
  node.kubelet.accepts = [](const std::string& resource) { return resource != kKvm; };
  ASSERT_THAT(node.Begin(), testing::IsOk());
  node.Offer(kFuse);
  node.Offer(kKvm);

  node.Advance(60s);

  EXPECT_TRUE(node.Serves(kFuse));
  EXPECT_EQ(node.kubelet.CallsFor(kFuse), 1);
  EXPECT_GE(node.kubelet.CallsFor(kKvm), 5);
  EXPECT_THAT(node.StatusOf(kKvm).detail, HasSubstr("not this one"));
}

TEST(Endpoints, Trn050AStreamLostByOneResourceRegistersThatOneOnly) {
  Node node;
  node.kubelet.Start();
  ASSERT_THAT(node.Begin(), testing::IsOk());
  node.Offer(kFuse);
  node.Offer(kKvm);
  node.Settle();

  node.kubelet.EndStreams(kKvm);
  node.Advance(2s);

  EXPECT_EQ(node.kubelet.CallsFor(kFuse), 1);
  EXPECT_EQ(node.kubelet.CallsFor(kKvm), 2);
}

TEST(Endpoints, Trn050AKubeletRestartRegistersAll) {
  Node node;
  node.kubelet.Start();
  ASSERT_THAT(node.Begin(), testing::IsOk());
  for (int i = 0; i < 10; ++i) node.Offer("davit.dev/r" + std::to_string(i));
  node.Settle();

  node.kubelet.Restart();
  node.Advance(2s);

  for (int i = 0; i < 10; ++i) EXPECT_TRUE(node.Serves("davit.dev/r" + std::to_string(i)));
}

TEST(Endpoints, AClosedResourceIsNotTouchedWhileItsServerStillEnds) {
  Node node;
  node.kubelet.Start();
  node.servers.hold_shutdown = true;
  ASSERT_THAT(node.Begin(), testing::IsOk());
  PretendResource& resource = node.Offer(kFuse);
  node.Settle();
  const auto server = node.servers.all[0];

  node.endpoints->Closed(resource);
  node.resources.clear();

  EXPECT_THAT(server->served->Allocate({}), testing::HasCode(Code::kUnavailable));
  EXPECT_EQ(server->served->name(), kFuse);
  EXPECT_THAT(node.Sockets(), IsEmpty());
  EXPECT_THAT(node.endpoints->Status(), IsEmpty());
  server->finish();
  server->finish = nullptr;
  node.Settle();
}

TEST(Endpoints, AResourceThatOpensAgainAtOnceIsRegistered) {
  Node node;
  node.kubelet.Start();
  ASSERT_THAT(node.Begin(), testing::IsOk());
  PretendResource& resource = node.Offer(kFuse);
  node.Settle();

  node.endpoints->Closed(resource);
  node.endpoints->Opened(resource);
  node.Advance(2s);

  EXPECT_TRUE(node.Serves(kFuse));
  EXPECT_THAT(node.Sockets(), SizeIs(1));
}

TEST(Endpoints, Law025AChangedListReachesTheFeedWithoutARegistration) {
  Node node;
  node.kubelet.Start();
  ASSERT_THAT(node.Begin(), testing::IsOk());
  PretendResource& resource = node.Offer(kFuse);
  node.Settle();

  resource.Set({{"a", false}, {"b"}});
  node.endpoints->Changed(resource);
  node.Advance(10s);

  EXPECT_EQ(node.servers.Of(kFuse)->feed->current(), resource.list());
  EXPECT_THAT(node.kubelet.calls, SizeIs(1));
}

TEST(Endpoints, Law032AListThatIsTooLongFromTheStartIsNotRegisteredUntilItFits) {
  Node node;
  node.kubelet.Start();
  ASSERT_THAT(node.Begin(), testing::IsOk());
  PretendResource& other = node.Offer(kKvm);
  PretendResource too_long(kFuse, ManyIds(30000));
  node.endpoints->Opened(too_long);
  node.Advance(60s);
  EXPECT_EQ(node.kubelet.CallsFor(kFuse), 0);
  EXPECT_TRUE(node.Serves(other.name()));
  EXPECT_EQ(node.log.Count("30000 ids ×"), 1);
  EXPECT_THAT(node.StatusOf(kFuse).detail, HasSubstr("the resource is not registered"));

  too_long.Set({{"a"}});
  node.endpoints->Changed(too_long);
  node.Advance(1s);

  EXPECT_TRUE(node.Serves(kFuse));
  EXPECT_EQ(node.log.Count("the list fits again"), 1);
  node.endpoints->Closed(too_long);
  node.Settle();
}

TEST(Endpoints, Law032AListThatGrowsTooLongKeepsTheOldIdsWithLiveHealth) {
  Node node;
  node.kubelet.Start();
  ASSERT_THAT(node.Begin(), testing::IsOk());
  PretendResource& resource = node.Offer(kFuse);
  node.Settle();

  DeviceList longer = ManyIds(30000);
  longer.push_back({"a", false});
  longer.push_back({"b", true});
  resource.Set(longer);
  node.endpoints->Changed(resource);
  node.Advance(1s);

  EXPECT_EQ(*node.servers.Of(kFuse)->feed->current(), (DeviceList{{"a", false}, {"b", true}}));
  EXPECT_TRUE(node.Serves(kFuse));
}

TEST(Endpoints, Trn046AThousandIdleConnectionsDoNotKeepTheKubeletOut) {
  Node node;
  node.kubelet.Start();
  ASSERT_THAT(node.Begin(), testing::IsOk());
  node.Offer(kFuse);
  node.Settle();
  std::vector<UniqueFd> idle;
  const rlim_t kept = [] {
    rlimit limit = {};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    return limit.rlim_cur;
  }();
  const std::size_t count = kept >= 4096 ? 1000 : 100;
  for (std::size_t i = 0; i < count; ++i) {
    Result<UniqueFd> connection = ConnectSocket(node.kubelet.PathOf(kFuse));
    ASSERT_THAT(connection, testing::IsOk());
    idle.push_back(std::move(*connection));
  }
  node.Settle();

  node.kubelet.Restart();
  node.Advance(2s);

  EXPECT_TRUE(node.Serves(kFuse));
}

TEST(Endpoints, Trn046RunningOutOfDescriptorsPausesAcceptingAndEnds) {
  Node node;
  node.kubelet.Start();
  ASSERT_THAT(node.Begin(), testing::IsOk());
  node.Offer(kFuse);
  node.Settle();
  const Result<UniqueFd> waiting = ConnectSocket(node.kubelet.PathOf(kFuse));
  ASSERT_THAT(waiting, testing::IsOk());
  const std::size_t before = node.servers.all[0]->connections.size();
  rlimit limit = {};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
  const rlimit none = {3, limit.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);

  node.Settle();  // comes to an end although the socket stays readable
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);
  EXPECT_EQ(node.log.Count("accepting on"), 1);
  node.Advance(1s);

  EXPECT_GE(node.servers.all[0]->connections.size(), before);
  EXPECT_THAT(ConnectSocket(node.kubelet.PathOf(kFuse)), testing::IsOk());
}

}  // namespace
}  // namespace davit::kubelet
