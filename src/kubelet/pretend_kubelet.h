// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "davit/fd.h"
#include "src/kubelet/file_identity.h"
#include "src/kubelet/plugin_server.h"
#include "src/kubelet/registrar.h"
#include "src/plugin/resource.h"
#include "src/testing/fake_loop.h"

namespace davit::kubelet {

/// A resource with a list that a test sets and answers that no test here asks for.
class PretendResource final : public Resource {
 public:
  explicit PretendResource(std::string name, DeviceList list = {{"a"}, {"b"}});

  void Set(DeviceList list) { list_ = std::make_shared<const DeviceList>(std::move(list)); }

  const std::string& name() const override { return name_; }
  PluginOptions options() const override { return {}; }
  SharedDeviceList list() const override { return list_; }
  Result<std::vector<ContainerAnswer>> Allocate(
      std::span<const std::vector<std::string>> requests) override;
  Result<std::vector<std::vector<std::string>>> Preferred(
      std::span<const PreferredQuestion> questions) override;
  void PreStart(std::span<const std::string> ids, SteadyTime deadline,
                std::function<void(Result<>)> done) override;

 private:
  const std::string name_;
  SharedDeviceList list_;
};

/// Servers that answer a connection with HTTP/2 SETTINGS and speak no further. What they serve is
/// reached through the maker.
class PretendServers final : public PluginServerFactory {
 public:
  /// One server; stays in the maker's list after the endpoint let go of it.
  struct State {
    std::string resource;
    std::string watcher_endpoint;
    PluginServerEvents* events = nullptr;
    Resource* served = nullptr;
    ListFeed* feed = nullptr;
    std::vector<UniqueFd> connections;
    std::uint64_t streams = 0;
    bool shut_down = false;
    std::function<void()> finish;  ///< while hold_shutdown: ends it
  };

  std::unique_ptr<PluginServer> Create(Resource& resource, ListFeed& feed,
                                       PluginServerEvents& events,
                                       const std::string& watcher_endpoint) override;

  /// The newest server of a resource that is not shut down; nullptr when there is none.
  std::shared_ptr<State> Of(const std::string& resource) const;
  int alive() const;

  std::vector<std::shared_ptr<State>> all;
  bool mute = false;           ///< accept and never answer
  bool hold_shutdown = false;  ///< a handler does not return
};

/// The other side, without gRPC: kubelet.sock in a real directory, Register calls, streams. The
/// test says what goes wrong.
class PretendKubelet final : public Registrar {
 public:
  PretendKubelet(testing::FakeLoop& loop, PretendServers& servers, std::string directory);
  ~PretendKubelet() override;

  enum class Answer {
    kSync,    ///< dials the plugin, opens ListAndWatch, says yes (1.25 and later)
    kError,   ///< UNKNOWN, in the words of `refusal`
    kHang,    ///< never answers: the deadline does
    kSilent,  ///< says yes and never comes back (1.24 and older)
    kLate,    ///< lets the deadline pass, yet opens ListAndWatch
  };
  Answer answer = Answer::kSync;
  std::string refusal = "the ResourceName is invalid";
  /// Registers only what this lets through; the others get UNKNOWN.
  std::function<bool(const std::string& resource)> accepts;
  /// Runs in the middle of a Register call, before the answer.
  std::function<void()> meanwhile;

  /// A new kubelet.sock. As the real one does, removes all sockets first, unless told otherwise.
  void Start();
  void Bind();
  void Wipe();
  /// The process dies: streams end, calls fail, the dead socket stays.
  void Kill();
  void Restart() {
    Kill();
    Start();
  }
  /// Ends the streams of one resource, oldest first, or only the newest.
  void EndStreams(const std::string& resource);
  void EndNewestStream(const std::string& resource);
  /// A stream of somebody: opens it and returns its number.
  std::uint64_t OpenStream(const std::string& resource);
  void EndStream(const std::string& resource, std::uint64_t stream);

  struct Call {
    SteadyTime at;
    Registration what;
    bool socket_was_there = false;
  };
  std::vector<Call> calls;
  int CallsFor(const std::string& resource) const;

  /// Whether the resource's last registered path leads to a server and its newest stream is open.
  bool Serves(const std::string& resource) const;
  /// The last registered socket's path.
  std::string PathOf(const std::string& resource) const;

  void Register(const Registration& registration, std::chrono::milliseconds deadline,
                std::function<void(Result<>)> done) override;

 private:
  struct Stream {
    std::shared_ptr<PretendServers::State> server;
    std::uint64_t number = 0;
  };
  void Answered(std::function<void(Result<>)> done, Result<> result);

  testing::FakeLoop& loop_;
  PretendServers& servers_;
  const std::string directory_;
  UniqueFd socket_;
  std::optional<FileIdentity> identity_;  ///< of the kubelet.sock that we bound
  std::map<std::string, std::vector<Stream>> streams_;
  std::map<std::string, std::string> endpoints_;
  std::list<std::unique_ptr<EventLoop::Handle>> deadlines_;
};

}  // namespace davit::kubelet
