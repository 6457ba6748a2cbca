// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/config/read_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include <fmt/core.h>

#include "davit/fd.h"
#include "src/config/text.h"

namespace davit::config {
namespace {

Error Refused(const std::string& path, std::string_view what) {
  return {Code::kInvalidArgument, fmt::format("{}: {}", path, what)};
}

/// What a file that is not a regular one is.
std::string_view KindOf(mode_t mode) {
  if (S_ISDIR(mode)) return "a directory; expected a YAML file; name the file in it";
  if (S_ISFIFO(mode)) return "a FIFO; expected a regular file";
  if (S_ISSOCK(mode)) return "a socket; expected a regular file";
  if (S_ISCHR(mode) || S_ISBLK(mode)) return "a device; expected a regular file";
  return "no regular file; expected one";
}

/// The whole file, or one byte more than is allowed: a file may grow after it was measured.
Result<std::string> ReadBounded(int fd, const std::string& path) {
  std::string text;
  char buffer[16384];
  while (text.size() <= kMaxConfigBytes) {
    const ssize_t got = read(fd, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return ErrnoError(fmt::format("reading {}", path), errno);
    if (got == 0) break;
    text.append(buffer, static_cast<std::size_t>(got));
  }
  return text;
}

}  // namespace

Result<FileText> ReadConfigFile(const std::string& path) {
  // Not blocking, so that a FIFO without a writer does not hold us up before we know what it is.
  const UniqueFd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!fd.valid()) {
    if (errno == ENXIO) return Refused(path, "a socket or FIFO; expected a regular file");
    return ErrnoError(fmt::format("reading {}", path), errno);
  }
  struct stat status {};
  if (fstat(fd.get(), &status) != 0) return ErrnoError(fmt::format("reading {}", path), errno);
  if (!S_ISREG(status.st_mode)) return Refused(path, KindOf(status.st_mode));
  if (status.st_size > static_cast<off_t>(kMaxConfigBytes)) {
    return Refused(path, fmt::format("{} bytes long; expected at most 1 MiB of YAML; is this the "
                                     "right file?",
                                     status.st_size));
  }
  FileText file;
  ASSIGN_OR_RETURN(file.text, ReadBounded(fd.get(), path));
  RETURN_IF_ERROR(CheckText(file.text, path));
  if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    const bool by_all = (status.st_mode & S_IWOTH) != 0;
    file.warnings.push_back(
        fmt::format("{}: writable by {} (mode {:04o}); whoever writes it decides "
                    "which devices pods get; chmod go-w",
                    path, by_all ? "everyone" : "its group", status.st_mode & 07777));
  }
  return file;
}

}  // namespace davit::config
