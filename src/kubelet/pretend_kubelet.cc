// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/kubelet/pretend_kubelet.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <utility>

#include "src/kubelet/plugin_socket.h"

namespace davit::kubelet {
namespace {

class PretendServer final : public PluginServer {
 public:
  PretendServer(PretendServers& maker, std::shared_ptr<PretendServers::State> state)
      : maker_(maker), state_(std::move(state)) {}
  ~PretendServer() override { state_->shut_down = true; }

  void Serve(UniqueFd connection) override {
    constexpr std::string_view kSettings("\0\0\0\4\0\0\0\0\0", 9);
    if (!maker_.mute) {
      static_cast<void>(::send(connection.get(), kSettings.data(), kSettings.size(), MSG_NOSIGNAL));
    }
    // A real server notices that the peer hung up; here the next connection is soon enough.
    std::erase_if(state_->connections, [](const UniqueFd& old) {
      pollfd hung_up = {old.get(), POLLRDHUP, 0};
      return ::poll(&hung_up, 1, 0) > 0;
    });
    state_->connections.push_back(std::move(connection));
  }

  void Shutdown(std::function<void()> done) override {
    state_->shut_down = true;
    state_->connections.clear();
    if (!maker_.hold_shutdown) return done();
    state_->finish = std::move(done);
  }

 private:
  PretendServers& maker_;
  const std::shared_ptr<PretendServers::State> state_;
};

}  // namespace

PretendResource::PretendResource(std::string name, DeviceList list)
    : name_(std::move(name)), list_(std::make_shared<const DeviceList>(std::move(list))) {}

Result<std::vector<ContainerAnswer>> PretendResource::Allocate(
    std::span<const std::vector<std::string>> requests) {
  return std::vector<ContainerAnswer>(requests.size());
}

Result<std::vector<std::vector<std::string>>> PretendResource::Preferred(
    std::span<const PreferredQuestion> questions) {
  return std::vector<std::vector<std::string>>(questions.size());
}

void PretendResource::PreStart(std::span<const std::string>, SteadyTime,
                               std::function<void(Result<>)> done) {
  done({});
}

std::unique_ptr<PluginServer> PretendServers::Create(Resource& resource, ListFeed& feed,
                                                     PluginServerEvents& events,
                                                     const std::string& watcher_endpoint) {
  auto state = std::make_shared<State>();
  state->resource = resource.name();
  state->watcher_endpoint = watcher_endpoint;
  state->events = &events;
  state->served = &resource;
  state->feed = &feed;
  all.push_back(state);
  return std::make_unique<PretendServer>(*this, std::move(state));
}

std::shared_ptr<PretendServers::State> PretendServers::Of(const std::string& resource) const {
  const auto found = std::find_if(all.rbegin(), all.rend(), [&](const auto& state) {
    return state->resource == resource && !state->shut_down;
  });
  return found == all.rend() ? nullptr : *found;
}

int PretendServers::alive() const {
  return static_cast<int>(
      std::count_if(all.begin(), all.end(), [](const auto& state) { return !state->shut_down; }));
}

PretendKubelet::PretendKubelet(testing::FakeLoop& loop, PretendServers& servers,
                               std::string directory)
    : loop_(loop), servers_(servers), directory_(std::move(directory)) {}

PretendKubelet::~PretendKubelet() = default;

void PretendKubelet::Start() {
  Wipe();
  Bind();
}

void PretendKubelet::Bind() {
  const std::string path = directory_ + "/kubelet.sock";
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  const auto* const generic = reinterpret_cast<const sockaddr*>(&address);
  const std::optional<FileIdentity> predecessor = identity_;
  while (true) {
    socket_.Reset(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (::bind(socket_.get(), generic, sizeof address) != 0 ||
        ::listen(socket_.get(), SOMAXCONN) != 0) {
      return socket_.Reset();
    }
    identity_ = SocketIdentity(path);
    // No kubelet restarts within one tick of the file system's clock; a test does.
    if (identity_ != predecessor) return;
    ::unlink(path.c_str());
  }
}

void PretendKubelet::Wipe() {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(directory_, error)) {
    if (entry.is_socket(error)) ::unlink(entry.path().c_str());
  }
}

void PretendKubelet::Kill() {
  socket_.Reset();
  for (auto& [resource, streams] : std::exchange(streams_, {})) {
    for (const Stream& stream : streams) {
      if (!stream.server->shut_down) stream.server->events->StreamEnded(stream.number);
    }
  }
  endpoints_.clear();
}

void PretendKubelet::EndStreams(const std::string& resource) {
  for (const Stream& stream : std::exchange(streams_[resource], {})) {
    if (!stream.server->shut_down) stream.server->events->StreamEnded(stream.number);
  }
}

void PretendKubelet::EndNewestStream(const std::string& resource) {
  std::vector<Stream>& streams = streams_[resource];
  if (streams.empty()) return;
  const Stream newest = streams.back();
  streams.pop_back();
  if (!newest.server->shut_down) newest.server->events->StreamEnded(newest.number);
}

std::uint64_t PretendKubelet::OpenStream(const std::string& resource) {
  const std::shared_ptr<PretendServers::State> server = servers_.Of(resource);
  if (server == nullptr) return 0;
  const std::uint64_t number = ++server->streams;
  streams_[resource].push_back({server, number});
  server->events->StreamOpened(number);
  return number;
}

void PretendKubelet::EndStream(const std::string& resource, std::uint64_t stream) {
  std::vector<Stream>& streams = streams_[resource];
  const auto found = std::find_if(streams.begin(), streams.end(),
                                  [&](const Stream& each) { return each.number == stream; });
  if (found == streams.end()) return;
  const Stream ended = *found;
  streams.erase(found);
  if (!ended.server->shut_down) ended.server->events->StreamEnded(ended.number);
}

int PretendKubelet::CallsFor(const std::string& resource) const {
  return static_cast<int>(std::count_if(calls.begin(), calls.end(), [&](const Call& call) {
    return call.what.resource == resource;
  }));
}

bool PretendKubelet::Serves(const std::string& resource) const {
  if (!socket_.valid() || SocketIdentity(directory_ + "/kubelet.sock") != identity_) return false;
  const auto streams = streams_.find(resource);
  if (streams == streams_.end() || streams->second.empty()) return false;
  if (streams->second.back().server->shut_down) return false;
  return ConnectSocket(PathOf(resource)).ok();
}

std::string PretendKubelet::PathOf(const std::string& resource) const {
  const auto found = endpoints_.find(resource);
  return found == endpoints_.end() ? std::string() : directory_ + "/" + found->second;
}

void PretendKubelet::Answered(std::function<void(Result<>)> done, Result<> result) {
  loop_.Post([done = std::move(done), result = std::move(result)] { done(result); });
}

void PretendKubelet::Register(const Registration& registration, std::chrono::milliseconds deadline,
                              std::function<void(Result<>)> done) {
  const std::string path = directory_ + "/" + registration.endpoint;
  const bool there = ConnectSocket(path).ok();
  calls.push_back({loop_.clock().Now(), registration, there});
  if (!ConnectSocket(directory_ + "/kubelet.sock").ok()) {
    return Answered(std::move(done), Error{Code::kUnavailable, "connection refused"});
  }
  if (meanwhile) meanwhile();
  if (accepts && !accepts(registration.resource)) {
    return Answered(std::move(done), Error{Code::kUnknown, "not this one"});
  }
  switch (answer) {
    case Answer::kError:
      return Answered(std::move(done), Error{Code::kUnknown, refusal});
    case Answer::kSilent:
      endpoints_[registration.resource] = registration.endpoint;
      return Answered(std::move(done), {});
    case Answer::kHang:
    case Answer::kLate:
      if (answer == Answer::kLate) {
        endpoints_[registration.resource] = registration.endpoint;
        OpenStream(registration.resource);
      }
      deadlines_.push_back(loop_.After(deadline, [done = std::move(done)] {
        done(Error{Code::kDeadlineExceeded, "too late"});
      }));
      return;
    case Answer::kSync:
      if (!ConnectSocket(path).ok()) {
        return Answered(std::move(done), Error{Code::kUnknown, "failed to dial device plugin"});
      }
      endpoints_[registration.resource] = registration.endpoint;
      OpenStream(registration.resource);
      return Answered(std::move(done), {});
  }
}

}  // namespace davit::kubelet
