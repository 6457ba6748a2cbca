// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <random>
#include <string>

#include "src/base/change_log.h"
#include "src/kubelet/acceptor.h"
#include "src/kubelet/list_feed.h"
#include "src/kubelet/list_size.h"
#include "src/kubelet/plugin_server.h"
#include "src/kubelet/registrar.h"
#include "src/kubelet/registration.h"
#include "src/kubelet/resource_gate.h"
#include "src/kubelet/self_check.h"

namespace davit::kubelet {

/// What all endpoints of a process share. Outlives them.
struct EndpointSite {
  EventLoop& loop;
  ChangeLog& log;
  Registrar& registrar;
  PluginServerFactory& servers;
  std::string directory;       ///< where the sockets lie
  std::string kubelet_socket;  ///< in Register mode
  std::string prefix;          ///< of the sockets' names
  RegistrationMachine::Mode mode = RegistrationMachine::Mode::kRegister;
  RegistrationTiming timing;
  std::minstd_rand random;  ///< of names and jitter
};

/// One resource on a socket of its own, kept registered. Ties the state machine to the socket, the
/// server and the kubelet's directory.
///
/// Lives on the loop. Destroyed before its server has shut down, it leaves the server's parts to
/// the server.
class Endpoint final : private RegistrationSeams {
 public:
  Endpoint(Resource& resource, EndpointSite& site);
  ~Endpoint() override;

  /// resource.list() is a new one. The first that the kubelet can take begins the registration.
  void TakeList();
  /// Something happened in the directory.
  void Look();
  /// Ends the streams and removes the socket's name. From its return on the resource is not
  /// touched; `closed` is called on the loop when the server has shut down, perhaps at once.
  void Close(std::function<void()> closed);

  const std::string& resource() const { return served_->gate.name(); }
  std::string socket() const;
  EndpointState state() const { return closed_ ? EndpointState::kClosed : machine_.state(); }
  std::string detail() const;
  int registrations() const { return machine_.registrations(); }

 private:
  /// What servers use; kept by each until it has shut down.
  struct Served {
    explicit Served(Resource& resource) : gate(resource) {}

    ResourceGate gate;
    ListFeed feed;
  };
  class Service;

  // RegistrationSeams
  std::optional<FileIdentity> Kubelet() const override;
  bool SocketIsOurs() const override;
  void PrepareSocket(bool renew, std::function<void(Result<>)> done) override;
  void Register(std::chrono::milliseconds deadline, std::function<void(Result<>)> done) override;
  void Reached(EndpointState state, const std::string& detail, Code code) override;

  Result<> EnsureBound();
  Result<> Bind();
  void Serve(const std::string& path);
  void RetireService();
  void ServiceEnded(Service* service);

  EndpointSite& site_;
  Resource& resource_;
  const std::shared_ptr<Served> served_;
  ListSizeLimit limit_;
  std::string complaint_;  ///< of a list that is too long

  std::unique_ptr<Service> service_;
  std::list<std::unique_ptr<Service>> retired_;  ///< shutting down
  std::uint64_t services_ = 0;
  std::unique_ptr<Acceptor> acceptor_;
  std::unique_ptr<SelfCheck> self_check_;
  bool checked_ = false;
  std::optional<SteadyTime> moved_away_;  ///< when we last left a name to somebody else

  bool begun_ = false;
  bool closed_ = false;
  std::function<void()> on_closed_;
  const std::shared_ptr<Endpoint*> self_;  ///< tasks and notices under way hold it weakly
  RegistrationMachine machine_;
};

}  // namespace davit::kubelet
