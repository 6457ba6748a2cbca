// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace davit {

/// A device node to make in the container (CDI 1.1 deviceNodes). Unset members are taken from the
/// host's node when the container is made.
struct DeviceNode {
  std::string path;       ///< in the container, absolute
  std::string host_path;  ///< on the host; empty means the same as `path`
  std::string type;       ///< "b", "c", "u", "p" or empty
  std::optional<std::int64_t> major;
  std::optional<std::int64_t> minor;
  std::optional<std::uint32_t> file_mode;
  std::string permissions;  ///< a subset of "rwm"; empty means all
  std::optional<std::uint32_t> uid;
  std::optional<std::uint32_t> gid;

  friend bool operator==(const DeviceNode&, const DeviceNode&) = default;
};

/// A mount (CDI 1.1 mounts).
struct Mount {
  std::string host_path;
  std::string container_path;
  std::vector<std::string> options;  ///< as mount(8) spells them: "ro", "nosuid", "bind"
  std::string type;                  ///< empty means a bind mount

  friend bool operator==(const Mount&, const Mount&) = default;
};

/// An OCI hook (CDI 1.1 hooks).
struct Hook {
  std::string name;  ///< "createRuntime", "createContainer", …
  std::string path;
  std::vector<std::string> args;
  std::vector<std::string> env;
  std::optional<int> timeout;  ///< seconds

  friend bool operator==(const Hook&, const Hook&) = default;
};

/// A network interface moved into the container (CDI 1.1 netDevices).
struct NetDevice {
  std::string host_interface_name;
  std::string name;  ///< in the container

  friend bool operator==(const NetDevice&, const NetDevice&) = default;
};

/// Intel resource director technology (CDI 1.1 intelRdt).
struct IntelRdt {
  std::string clos_id;
  std::string l3_cache_schema;
  std::string mem_bw_schema;
  std::vector<std::string> schemata;
  bool enable_monitoring = false;

  friend bool operator==(const IntelRdt&, const IntelRdt&) = default;
};

/// Everything a container can be given: the shape that CDI 1.1 defines, and no more. Every outlet
/// (kubelet answer, CDI file, config.json) renders this one value.
struct ContainerEdits {
  std::vector<std::pair<std::string, std::string>> env;  ///< name, value; names unique
  std::vector<DeviceNode> device_nodes;
  std::vector<Mount> mounts;
  std::vector<Hook> hooks;
  std::vector<NetDevice> net_devices;
  std::optional<IntelRdt> intel_rdt;
  std::vector<std::uint32_t> additional_gids;

  friend bool operator==(const ContainerEdits&, const ContainerEdits&) = default;
};

/// The kinds of edit there are, as a set: what a purpose may hold, what an outlet can render.
enum class EditKind : unsigned {
  kEnv = 1u << 0,
  kDeviceNode = 1u << 1,
  kMount = 1u << 2,
  kHook = 1u << 3,
  kNetDevice = 1u << 4,
  kIntelRdt = 1u << 5,
  kGroupId = 1u << 6,
  kMountOption = 1u << 7,  ///< a mount option other than ro, rw, bind, rbind
  kNodeOwner = 1u << 8,    ///< a node's uid, gid or file mode
  kAnnotation = 1u << 9,   ///< what Compose may add beside edits
};

class EditKinds {
 public:
  constexpr EditKinds() = default;
  // NOLINTNEXTLINE(google-explicit-constructor)
  constexpr EditKinds(EditKind kind) : bits_(static_cast<unsigned>(kind)) {}

  constexpr EditKinds operator|(EditKinds other) const { return EditKinds(bits_ | other.bits_); }
  /// Those of this set that `other` lacks.
  constexpr EditKinds Without(EditKinds other) const { return EditKinds(bits_ & ~other.bits_); }
  constexpr bool Has(EditKind kind) const { return (bits_ & static_cast<unsigned>(kind)) != 0; }
  constexpr bool empty() const { return bits_ == 0; }

  friend constexpr bool operator==(EditKinds, EditKinds) = default;

 private:
  constexpr explicit EditKinds(unsigned bits) : bits_(bits) {}

  unsigned bits_ = 0;
};

constexpr EditKinds operator|(EditKind a, EditKind b) { return EditKinds(a) | EditKinds(b); }

/// The kinds that these edits hold.
EditKinds KindsOf(const ContainerEdits& edits);

/// "env, device nodes and hooks", for messages.
std::string Describe(EditKinds kinds);

/// A small file that must lie on the node before an id that needs it is listed, and goes with it
/// (the DeviceInfo files of SR-IOV). Its place is kept; nothing writes one yet.
struct NodeFile {
  std::string path;
  std::string content;

  friend bool operator==(const NodeFile&, const NodeFile&) = default;
};

/// Edits that are handed out together, for one purpose of the backend's entry ("node", "driver").
struct EditGroup {
  std::string purpose;
  ContainerEdits edits;
  std::vector<NodeFile> node_files;

  friend bool operator==(const EditGroup&, const EditGroup&) = default;
};

}  // namespace davit
