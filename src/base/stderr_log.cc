// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/base/stderr_log.h"

#include <string>
#include <utility>

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>

#include "src/base/escape.h"

namespace davit {
namespace {

constexpr char kTextPattern[] = "%Y-%m-%dT%H:%M:%S.%eZ %l %v";
// The message is already a quoted JSON string.
constexpr char kJsonPattern[] = R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l","message":%v})";

spdlog::level::level_enum LevelOf(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return spdlog::level::debug;
    case LogLevel::kInfo:
      return spdlog::level::info;
    case LogLevel::kWarning:
      return spdlog::level::warn;
    case LogLevel::kError:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

}  // namespace

struct StderrLog::Impl {
  Impl(LogLevel level, LogFormat format_in)
      : format(format_in), logger("davit", std::make_shared<spdlog::sinks::stderr_sink_mt>()) {
    logger.set_formatter(std::make_unique<spdlog::pattern_formatter>(
        format == LogFormat::kJson ? kJsonPattern : kTextPattern, spdlog::pattern_time_type::utc));
    logger.set_level(LevelOf(level));
    // stderr that is gone must neither throw nor be written about on stderr.
    logger.set_error_handler([](const std::string&) {});
  }

  const LogFormat format;
  spdlog::logger logger;  // never in spdlog's registry
};

StderrLog::StderrLog(LogLevel level, LogFormat format)
    : impl_(std::make_unique<Impl>(level, format)) {}

StderrLog::~StderrLog() = default;

void StderrLog::Write(LogLevel level, std::string_view line) {
  if (!impl_->logger.should_log(LevelOf(level))) return;
  const std::string text = impl_->format == LogFormat::kJson ? JsonString(line) : Escape(line);
  impl_->logger.log(LevelOf(level), spdlog::string_view_t(text.data(), text.size()));
}

}  // namespace davit
