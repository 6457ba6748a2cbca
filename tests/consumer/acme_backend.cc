// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "acme_backend.h"

#include <poll.h>

#include <memory>
#include <variant>

namespace acme {
namespace {

class AcmeBackend final : public davit::Backend {
 public:
  explicit AcmeBackend(const davit::Root& root) : root_(root) {}

  void Run(davit::Inbox& inbox, const davit::PublishSnapshot& publish) override {
    publish(Look());
    for (;;) {
      pollfd ready{.fd = inbox.fd(), .events = POLLIN, .revents = 0};
      poll(&ready, 1, -1);
      while (const auto order = inbox.Take()) {
        if (std::holds_alternative<davit::order::Stop>(*order)) return;
        if (std::holds_alternative<davit::order::Uevent>(*order)) publish(Look());
      }
    }
  }

 private:
  davit::Snapshot Look() const {
    davit::Snapshot snapshot;
    if (!root_.Stat("/dev/acme0").ok()) return snapshot;
    snapshot.edits["acme0"] = {.purpose = "node",
                               .edits = {.device_nodes = {{.path = "/dev/acme0"}}}};
    snapshot.devices.push_back({.id = {"acme0"}, .kind = "node", .edit_groups = {"acme0"}});
    return snapshot;
  }

  const davit::Root& root_;
};

davit::Result<std::unique_ptr<davit::Backend>> Create(davit::Host& host, const davit::ConfigNode&) {
  return std::make_unique<AcmeBackend>(host.root);
}

constexpr davit::PurposeSpec kPurposes[] = {
    {.name = "node", .kinds = davit::EditKind::kDeviceNode}};

}  // namespace

const davit::BackendEntry kEntry{
    .name = "acme",
    .summary = "the acme device of this machine",
    .purposes = kPurposes,
    .create = &Create,
};

}  // namespace acme
