// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/backends/generic/legacy_file.h"

#include <utility>

#include <fmt/format.h>

#include "src/backends/generic/legacy_spec.h"
#include "src/config/parse.h"
#include "src/config/problems.h"
#include "src/config/to_yaml.h"
#include "src/config/values.h"

namespace davit::generic {
namespace {

class FileReader {
 public:
  FileReader(LegacyFile& file, config::Problems& problems) : file_(file), problems_(problems) {}

  void Read(const ConfigNode::Entry& entry) {
    const std::string key = LowerCase(entry.key);
    if (key == "domain") {
      ReadText(entry, file_.domain);
    } else if (key == "listen") {
      ReadText(entry, file_.listen);
    } else if (key == "log-level") {
      ReadText(entry, file_.log_level);
    } else if (key == "plugin-directory") {
      ReadText(entry, file_.plugin_directory);
    } else if (key == "device" || key == "devices") {
      ReadDevices(entry);
    } else {
      problems_.Warn(entry.mark, fmt::format("unknown key {}; ignored", config::Quoted(entry.key)));
    }
  }

 private:
  void ReadText(const ConfigNode::Entry& entry, std::optional<std::string>& text) {
    if (entry.value.is_null()) return;
    if (entry.value.is_scalar()) {
      text = entry.value.text;
    } else {
      problems_.Add(entry.value.mark, fmt::format("{}: expected a text, got {}", entry.key,
                                                  config::DescribeNode(entry.value)));
    }
  }

  void ReadDevices(const ConfigNode::Entry& entry) {
    if (entry.value.is_null()) return;
    if (!entry.value.is_list()) {
      problems_.Add(entry.value.mark, fmt::format("{}: expected a list of devices, got {}",
                                                  entry.key, config::DescribeNode(entry.value)));
      return;
    }
    for (const ConfigNode& device : entry.value.list) {
      file_.devices.push_back(TranslateSpec(device, problems_));
    }
  }

  LegacyFile& file_;
  config::Problems& problems_;
};

}  // namespace

Result<LegacyFile> ParseLegacyFile(std::string_view text, std::string_view file) {
  ASSIGN_OR_RETURN(const ConfigNode node, config::ParseYaml(text, file));
  config::Problems problems{std::string(file)};
  LegacyFile read{.path = std::string(file)};
  if (!node.is_map() && !node.is_null()) {
    problems.Add(node.mark, "expected a map, got " + config::DescribeNode(node));
  }
  FileReader reader(read, problems);
  for (const ConfigNode::Entry& entry : node.map) reader.Read(entry);
  RETURN_IF_ERROR(problems.ToResult());
  read.warnings = problems.Warnings();
  return read;
}

Result<std::string> ConvertLegacyFile(std::string_view text, std::string_view file) {
  ASSIGN_OR_RETURN(LegacyFile read, ParseLegacyFile(text, file));
  config::Problems problems{std::string(file)};
  const std::string domain = read.domain.value_or(std::string(kLegacyDomain));
  const config::Config config = LegacyConfig(domain, std::move(read.devices), problems);
  RETURN_IF_ERROR(problems.ToResult());
  std::string yaml;
  for (const std::string& warning : read.warnings) yaml += "# " + warning + "\n";
  return yaml + config::ToYaml(config);
}

}  // namespace davit::generic
