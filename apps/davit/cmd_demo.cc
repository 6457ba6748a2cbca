// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <fmt/core.h>
#include <fmt/format.h>

#include "apps/davit/commands.h"
#include "apps/davit/table.h"
#include "davit/emulator/fake_kubelet.h"
#include "davit/fd.h"
#include "src/base/subprocess.h"
#include "src/daemon/exit_code.h"

namespace davit {
namespace {

using emulator::FakeKubelet;
using emulator::Node;
using emulator::NodeResource;
using namespace std::chrono_literals;

struct Flags {
  std::string davitd = "davitd";
  std::string config;
  bool serve = false;
};

/// A private directory that goes when the demonstration ends.
class ScratchDirectory {
 public:
  ScratchDirectory() {
    std::string path = (std::filesystem::temp_directory_path() / "davit-demo-XXXXXX").string();
    if (mkdtemp(path.data()) != nullptr) path_ = path;
  }
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;
  ~ScratchDirectory() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

bool AnyAllocatable(const Node& node) {
  for (const auto& [name, resource] : node.resources) {
    if (resource.allocatable > 0) return true;
  }
  return false;
}

/// Waits for a first device to be offered, and no longer than the daemon lives.
Result<> WaitForOffer(const FakeKubelet& kubelet, Subprocess& daemon) {
  constexpr auto kPatience = 5s;
  const auto until = std::chrono::steady_clock::now() + kPatience;
  for (;;) {
    Result<> offered = kubelet.WaitFor("a resource with a device", AnyAllocatable, 100ms);
    if (offered.ok() || std::chrono::steady_clock::now() >= until) return offered;
    const Result<ExitStatus> ended = daemon.Wait(0ms);
    if (ended.ok()) return Error{Code::kAborted, "davitd ended: " + Describe(*ended)};
  }
}

/// Resources register one by one: returns when nothing new has come for a while.
void WaitForTheRest(const FakeKubelet& kubelet) {
  std::size_t known = 0;
  const auto more = [&known](const Node& node) { return node.resources.size() > known; };
  do {
    known = kubelet.node().resources.size();
  } while (kubelet.WaitFor("another resource", more, 300ms).ok());
}

std::string SampleIds(const NodeResource& resource) {
  std::string text;
  int shown = 0;
  for (const auto& [id, device] : resource.devices) {
    if (++shown > 2) return text + ", …";
    text += (text.empty() ? "" : ", ") + id;
  }
  return text;
}

std::string NodeTable(const Node& node) {
  Table table({"RESOURCE", "CAPACITY", "ALLOCATABLE", "STATE", "IDS"});
  for (const auto& [name, resource] : node.resources) {
    table.Add({name, std::to_string(resource.capacity), std::to_string(resource.allocatable),
               resource.connected ? Table::Cell("registered", Table::Color::kGreen)
                                  : Table::Cell("gone", Table::Color::kRed),
               SampleIds(resource)});
  }
  return table.Text(WantsColor());
}

std::string ResponseTable(const emulator::ContainerResponse& response) {
  Table table({"WHAT", "IN THE CONTAINER", "FROM THE HOST", "ACCESS"});
  for (const auto& device : response.devices) {
    table.Add({"device node", device.container_path, device.host_path, device.permissions});
  }
  for (const auto& mount : response.mounts) {
    table.Add({"mount", mount.container_path, mount.host_path, mount.read_only ? "ro" : "rw"});
  }
  for (const auto& [name, value] : response.envs) table.Add({"variable", name, value, ""});
  for (const auto& [name, value] : response.annotations) {
    table.Add({"annotation", name, value, ""});
  }
  for (const std::string& name : response.cdi_devices) table.Add({"CDI device", name, "", ""});
  return table.empty() ? "nothing\n" : table.Text(WantsColor());
}

/// A machine with none of the default nodes still has /dev/null to show.
std::string WriteFallbackConfig(const std::string& directory) {
  std::string path = directory + "/davit.yaml";
  std::ofstream(path) << "apiVersion: davit.dev/v1\n"
                         "backends:\n"
                         "  generic:\n"
                         "    devices:\n"
                         "      - {name: \"null\", groups: [{paths: [{path: /dev/null}]}]}\n"
                         "resources:\n"
                         "  - {name: davit.dev/null, backend: generic, match: {name: \"null\"}, "
                         "sharing: {count: 4}}\n";
  return path;
}

Result<Subprocess> StartDaemon(const Flags& flags, const std::string& config,
                               const std::string& scratch, const std::string& plugins) {
  std::vector<std::string> argv = {
      flags.davitd,  "--socket-dir", plugins, "--pod-resources", scratch + "/pod-resources.sock",
      "--log-level", "warning"};
  if (!config.empty()) {
    argv.emplace_back("--config");
    argv.push_back(config);
  }
  return Subprocess::Start({.argv = argv});
}

/// Lets a pod ask for one device of each resource there is, and shows what it was given.
bool AdmitPod(FakeKubelet& kubelet) {
  const Node node = kubelet.node();
  bool given = false;
  for (const auto& [name, resource] : node.resources) {
    if (resource.allocatable == 0) continue;
    std::cout << fmt::format("\nA pod asks for 1 {}:\n", name);
    const emulator::Verdict verdict =
        kubelet.Admit({.uid = "demo-" + name,
                       .name = "demo",
                       .containers = {{.name = "main", .limits = {{name, 1}}}}});
    if (!verdict.admitted) {
      std::cout << fmt::format("  refused: {}: {}\n", verdict.reason, verdict.message);
      return false;
    }
    for (const emulator::Grant& grant : verdict.grants) {
      std::cout << ResponseTable(grant.response);
      given = true;
    }
  }
  return given;
}

void ServeUntilInterrupted(FakeKubelet& kubelet, Subprocess& daemon, const UniqueFd& signals) {
  std::cout << fmt::format("\nServing until Ctrl-C. Kubelet's directory: {}\n",
                           std::filesystem::path(kubelet.socket()).parent_path().string());
  std::cout << std::flush;
  std::string shown = NodeTable(kubelet.node());
  while (!daemon.Wait(0ms).ok()) {
    signalfd_siginfo info;
    if (read(signals.get(), &info, sizeof info) == sizeof info) return;
    const Result<> changed = kubelet.WaitFor(
        "a change", [&](const Node& node) { return NodeTable(node) != shown; }, 500ms);
    if (!changed.ok()) continue;
    shown = NodeTable(kubelet.node());
    std::cout << '\n' << shown << std::flush;
  }
}

/// TERM and INT as something to read, so that the daemon is stopped before we leave.
UniqueFd WatchSignals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  sigprocmask(SIG_BLOCK, &set, nullptr);
  return UniqueFd(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
}

int RunDemo(const Flags& flags) {
  const UniqueFd signals = WatchSignals();
  const ScratchDirectory scratch;
  const std::string plugins = scratch.path() + "/device-plugins";
  std::error_code error;
  std::filesystem::create_directory(plugins, error);
  if (scratch.path().empty() || error) {
    std::cerr << "davit demo: no scratch directory below the temporary directory\n";
    return kExitEnvironment;
  }
  Result<std::unique_ptr<FakeKubelet>> kubelet =
      FakeKubelet::Start(plugins, {.pod_resources_socket = scratch.path() + "/pod-resources.sock"});
  if (!kubelet.ok()) {
    std::cerr << "davit demo: emulated kubelet: " << kubelet.error().message << '\n';
    return kExitEnvironment;
  }
  std::cout << "An emulated kubelet listens; davitd looks at the devices of this machine …\n";
  Result<Subprocess> daemon = StartDaemon(flags, flags.config, scratch.path(), plugins);
  if (!daemon.ok()) {
    std::cerr << "davit demo: " << daemon.error().message << '\n';
    return kExitEnvironment;
  }
  Result<> offered = WaitForOffer(**kubelet, *daemon);
  if (!offered.ok() && offered.error().code != Code::kAborted && flags.config.empty()) {
    std::cout << "Neither /dev/fuse, /dev/kvm nor /dev/net/tun is here; offering /dev/null.\n";
    daemon->Kill(SIGTERM);
    static_cast<void>(daemon->Wait(6s));
    daemon = StartDaemon(flags, WriteFallbackConfig(scratch.path()), scratch.path(), plugins);
    if (daemon.ok()) offered = WaitForOffer(**kubelet, *daemon);
  }
  if (!offered.ok()) {
    std::cerr << "davit demo: nothing to show: " << offered.error().message << '\n';
    return kExitEnvironment;
  }
  WaitForTheRest(**kubelet);
  std::cout << "\nWhat the node offers:\n" << NodeTable((*kubelet)->node());
  const bool given = AdmitPod(**kubelet);
  if (flags.serve) ServeUntilInterrupted(**kubelet, *daemon, signals);
  daemon->Kill(SIGTERM);
  const Result<ExitStatus> status = daemon->Wait(6s);
  if (!given || !status.ok() || !status->success()) {
    std::cerr << "davit demo: davitd: "
              << (status.ok() ? Describe(*status) : status.error().message) << '\n';
    return kExitInternal;
  }
  std::cout << "\ndavitd stopped cleanly.\n";
  return kExitOk;
}

}  // namespace

void AddDemoCommand(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand(
      "demo",
      "Show davitd at work without a cluster: an emulated kubelet, the devices of this machine,\n"
      "and a pod that asks for one.");
  auto flags = std::make_shared<Flags>();
  command->add_option("--davitd", flags->davitd, "the daemon to start")
      ->type_name("PATH")
      ->capture_default_str();
  command->add_option("--config", flags->config, "davit.yaml; without one, the defaults")
      ->type_name("FILE");
  command->add_flag("--serve", flags->serve, "stay up and show every change until Ctrl-C");
  command->callback([flags, &exit_code] { exit_code = RunDemo(*flags); });
}

}  // namespace davit
