// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/kubelet/endpoint.h"

#include <utility>

#include "src/kubelet/socket_directory.h"
#include "src/kubelet/socket_name.h"

namespace davit::kubelet {

using namespace std::chrono_literals;

namespace {

constexpr auto kSelfCheckDeadline = 2s;
constexpr auto kBetweenMoves = 30s;
constexpr int kNamesToTry = 4;

/// Streams count up within a server; servers of one endpoint follow each other.
constexpr int kStreamBits = 40;

std::string FileName(const std::string& path) { return path.substr(path.rfind('/') + 1); }

}  // namespace

/// One server of the endpoint, and the way of its notices to the loop. The server's threads call
/// it.
class Endpoint::Service {
 public:
  Service(Endpoint& endpoint, std::uint64_t number, const std::string& watcher_endpoint)
      : served_(endpoint.served_),
        relay_(std::make_shared<Relay>(endpoint.site_.loop, endpoint.self_, number)),
        server_(endpoint.site_.servers.Create(served_->gate, served_->feed, *relay_,
                                              watcher_endpoint)) {}

  PluginServer& server() { return *server_; }

  /// `ended` may be called from any thread; it is destroyed with what the server used.
  void Shutdown(std::function<void()> ended) {
    server_->Shutdown([served = served_, relay = relay_, ended = std::move(ended)] { ended(); });
  }

 private:
  class Relay final : public PluginServerEvents {
   public:
    Relay(EventLoop& loop, std::weak_ptr<Endpoint*> endpoint, std::uint64_t number)
        : loop_(loop), endpoint_(std::move(endpoint)), first_(number << kStreamBits) {}

    void StreamOpened(std::uint64_t stream) override {
      Post([stream = first_ + stream](RegistrationMachine& machine) {
        machine.StreamOpened(stream);
      });
    }
    void StreamEnded(std::uint64_t stream) override {
      Post([stream = first_ + stream](RegistrationMachine& machine) {
        machine.StreamEnded(stream);
      });
    }
    void RegistrationStatus(bool registered, const std::string& error) override {
      Post([registered, error](RegistrationMachine& machine) {
        machine.RegistrationStatus(registered, error);
      });
    }

   private:
    void Post(std::function<void(RegistrationMachine&)> tell) {
      loop_.Post([endpoint = endpoint_, tell = std::move(tell)] {
        const std::shared_ptr<Endpoint*> self = endpoint.lock();
        if (self != nullptr && !(*self)->closed_) tell((*self)->machine_);
      });
    }

    EventLoop& loop_;
    const std::weak_ptr<Endpoint*> endpoint_;
    const std::uint64_t first_;
  };

  const std::shared_ptr<Served> served_;
  const std::shared_ptr<Relay> relay_;
  const std::unique_ptr<PluginServer> server_;
};

Endpoint::Endpoint(Resource& resource, EndpointSite& site)
    : site_(site),
      resource_(resource),
      served_(std::make_shared<Served>(resource)),
      self_(std::make_shared<Endpoint*>(this)),
      machine_(site.loop, *this,
               {site.mode, site.timing, static_cast<std::uint32_t>(site.random())}) {}

Endpoint::~Endpoint() {
  if (!closed_) Close([] {});
}

void Endpoint::TakeList() {
  if (closed_) return;
  ListSizeLimit::Verdict verdict = limit_.Admit(resource_.list());
  complaint_ = std::move(verdict.complaint);
  const std::string key = resource() + " list";
  if (complaint_.empty()) {
    site_.log.Clear(key, resource() + ": the list fits again");
  } else {
    site_.log.Report(key, LogLevel::kError, resource() + ": " + complaint_);
  }
  if (verdict.send == nullptr) return;
  served_->feed.Publish(std::move(verdict.send));
  if (std::exchange(begun_, true)) return;
  machine_.Begin();
}

void Endpoint::Look() {
  if (begun_ && !closed_) machine_.Look();
}

void Endpoint::Close(std::function<void()> closed) {
  closed_ = true;
  on_closed_ = std::move(closed);
  self_check_.reset();
  acceptor_.reset();
  served_->gate.Close();
  RetireService();
  if (retired_.empty()) std::exchange(on_closed_, nullptr)();
}

std::string Endpoint::socket() const {
  return acceptor_ == nullptr ? std::string() : acceptor_->socket().path();
}

std::string Endpoint::detail() const { return complaint_.empty() ? machine_.detail() : complaint_; }

std::optional<FileIdentity> Endpoint::Kubelet() const {
  return SocketIdentity(site_.kubelet_socket);
}

bool Endpoint::SocketIsOurs() const {
  return acceptor_ != nullptr && acceptor_->socket().Look() == PluginSocket::Name::kOurs;
}

void Endpoint::PrepareSocket(bool renew, std::function<void(Result<>)> done) {
  self_check_.reset();
  if (renew) acceptor_.reset();
  if (const Result<> bound = EnsureBound(); !bound.ok()) return done(bound);
  if (checked_) return done({});
  self_check_ =
      std::make_unique<SelfCheck>(site_.loop, acceptor_->socket().path(), kSelfCheckDeadline,
                                  [this, done = std::move(done)](const Result<>& result) {
                                    checked_ = result.ok();
                                    done(result);
                                  });
}

Result<> Endpoint::EnsureBound() {
  if (acceptor_ == nullptr) return Bind();
  switch (acceptor_->socket().Look()) {
    case PluginSocket::Name::kOurs:
      return {};
    case PluginSocket::Name::kMissing:
      return Bind();
    case PluginSocket::Name::kForeign:
      break;
  }
  const SteadyTime now = site_.loop.clock().Now();
  if (moved_away_ && now - *moved_away_ < kBetweenMoves) {
    return Error{Code::kAborted, "another process keeps taking the name of our socket, now " +
                                     acceptor_->socket().path()};
  }
  RETURN_IF_ERROR(Bind());
  moved_away_ = now;
  return {};
}

Result<> Endpoint::Bind() {
  RETURN_IF_ERROR(CheckSocketDirectory(site_.directory));
  Result<std::unique_ptr<PluginSocket>> socket = Error{};
  for (int i = 0; i < kNamesToTry; ++i) {
    ASSIGN_OR_RETURN(const std::string name,
                     SocketName(site_.prefix, resource(), site_.directory,
                                static_cast<std::uint32_t>(site_.random())));
    socket = PluginSocket::Bind(site_.directory + "/" + name);
    if (socket.ok() || socket.error().code != Code::kAlreadyExists) break;
  }
  if (!socket.ok()) return std::move(socket).error();
  checked_ = false;
  Serve((*socket)->path());
  acceptor_ = std::make_unique<Acceptor>(
      site_.loop, site_.log, std::move(socket).value(),
      [this](UniqueFd connection) { service_->server().Serve(std::move(connection)); });
  return {};
}

/// In Register mode one server serves the sockets that follow each other: an old stream goes on
/// until the kubelet ends it. In watcher mode the server tells its path, so each has its own.
void Endpoint::Serve(const std::string& path) {
  const bool watcher = site_.mode == RegistrationMachine::Mode::kWatcher;
  if (service_ != nullptr && !watcher) return;
  RetireService();
  service_ = std::make_unique<Service>(*this, ++services_, watcher ? path : std::string());
}

void Endpoint::RetireService() {
  if (service_ == nullptr) return;
  Service* const service = service_.get();
  retired_.push_back(std::move(service_));
  service->Shutdown([&loop = site_.loop, self = std::weak_ptr<Endpoint*>(self_), service] {
    loop.Post([self, service] {
      if (const std::shared_ptr<Endpoint*> endpoint = self.lock()) {
        (*endpoint)->ServiceEnded(service);
      }
    });
  });
}

void Endpoint::ServiceEnded(Service* service) {
  retired_.remove_if([service](const auto& retired) { return retired.get() == service; });
  if (closed_ && retired_.empty() && on_closed_) std::exchange(on_closed_, nullptr)();
}

void Endpoint::Register(std::chrono::milliseconds deadline, std::function<void(Result<>)> done) {
  site_.registrar.Register(
      {FileName(acceptor_->socket().path()), resource(), served_->gate.options()}, deadline,
      std::move(done));
}

void Endpoint::Reached(EndpointState state, const std::string& detail, Code code) {
  if (state == EndpointState::kActive) {
    site_.log.Report(resource(), LogLevel::kInfo,
                     resource() + ": registered, the kubelet has the list (" + socket() + ")");
  } else if (!detail.empty() && state != EndpointState::kRegistering) {
    const std::string line = resource() + ": " + detail + "; trying again";
    if (code == Code::kOk || code == Code::kNotFound) {
      return site_.log.Report(resource(), LogLevel::kInfo, line);
    }
    // The text may hold a name that is new with each try, or gRPC's words of the moment.
    site_.log.Report(resource(), LogLevel::kWarning, line,
                     std::string(EndpointStateName(state)) + " " + std::string(CodeName(code)));
  }
}

}  // namespace davit::kubelet
