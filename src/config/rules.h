// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "davit/config.h"
#include "davit/device.h"
#include "davit/request.h"

/// The typed configuration: contract 3 as values. Made by LoadConfig (config.h of this room) from
/// davit.yaml, by personalities from their product's file, by entries as default resources.
namespace davit::config {

/// A condition on one attribute.
struct Condition {
  struct Range {
    std::optional<double> min;
    std::optional<double> max;

    friend bool operator==(const Range&, const Range&) = default;
  };
  struct AnyOf {
    std::vector<Condition> any;

    friend bool operator==(const AnyOf&, const AnyOf&) = default;
  };
  struct Not {
    std::vector<Condition> inner;  ///< exactly one

    friend bool operator==(const Not&, const Not&) = default;
  };
  /// A string is a glob over the attribute's text (`*`, `?`, `[…]`); an integer or bool must be
  /// equal.
  std::variant<AttributeValue, Range, AnyOf, Not> test;

  friend bool operator==(const Condition&, const Condition&) = default;
};

/// Attribute → condition, and-ed. `id`, `kind`, `parent`, `pci`, `numa` count as attributes; an
/// absent attribute matches nothing, `not` included; a list attribute (numa) matches when any
/// element does.
using Match = std::map<std::string, Condition>;

/// One device, many wire ids: contract 4. Absent is not the same as a count of 1.
struct Sharing {
  std::variant<std::int64_t, std::string> count = std::int64_t{1};  ///< or the attribute that says
  std::string ids = "{id}::{n}";  ///< template over {id} and {n}; unused when `legacy`
  bool legacy = false;            ///< the entry's ShareId makes the ids
  std::string kind;               ///< beyond counting, the backend's business ("mps")

  friend bool operator==(const Sharing&, const Sharing&) = default;
};

/// Which devices a resource takes, and how it shares them.
struct Selector {
  Match match;
  std::optional<Sharing> sharing;
  std::vector<std::string> ignore;  ///< fault codes that do not make a device Unhealthy
  bool owns = true;
  ConfigNode options;  ///< the backend's own, handed through Request and Assignment

  friend bool operator==(const Selector&, const Selector&) = default;
};

/// Which devices are preferred.
enum class Policy { kPacked, kSpread, kNuma, kTopology };

/// One resource: what a pod asks for.
struct ResourceRule {
  std::string name;
  std::string backend;
  std::optional<Policy> policy;  ///< none: spread when anything is shared, else topology
  Delivery delivery;             ///< complete: the entry's defaults filled in
  std::vector<Selector> selectors;
  bool is_default = false;  ///< from an entry, not from a file: registers at its first device
  Mark mark;

  /// Ignores the mark.
  friend bool operator==(const ResourceRule& a, const ResourceRule& b) {
    return a.name == b.name && a.backend == b.backend && a.policy == b.policy &&
           a.delivery == b.delivery && a.selectors == b.selectors && a.is_default == b.is_default;
  }
};

/// Everything davit.yaml says.
struct Config {
  std::map<std::string, ConfigNode> backends;  ///< by name: their options, already checked
  std::vector<ResourceRule> resources;

  friend bool operator==(const Config&, const Config&) = default;
};

}  // namespace davit::config
