// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "src/base/write_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>

#include "davit/fd.h"

namespace davit {
namespace {

Result<> WriteAll(int fd, std::string_view content) {
  while (!content.empty()) {
    const ssize_t size = ::write(fd, content.data(), content.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return ErrnoError("writing", errno);
    content.remove_prefix(static_cast<std::size_t>(size));
  }
  return {};
}

Result<> Fill(int fd, std::string_view content, mode_t mode) {
  RETURN_IF_ERROR(WriteAll(fd, content));
  if (::fchmod(fd, mode) != 0) return ErrnoError("setting the mode", errno);
  if (::fsync(fd) != 0) return ErrnoError("syncing", errno);
  return {};
}

}  // namespace

Result<> WriteFile(const std::string& path, std::string_view content, mode_t mode) {
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
  std::string temporary = folder + "/." + name + ".XXXXXX";
  const UniqueFd fd(::mkostemp(temporary.data(), O_CLOEXEC));
  if (!fd.valid()) return ErrnoError("writing " + path, errno);

  Result<> done = Fill(fd.get(), content, mode);
  if (done.ok() && ::rename(temporary.c_str(), path.c_str()) != 0) {
    done = ErrnoError("renaming", errno);
  }
  if (!done.ok()) {
    ::unlink(temporary.c_str());
    return Annotate("writing " + path, std::move(done).error());
  }
  const UniqueFd directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.valid() || ::fsync(directory.get()) != 0) {
    return ErrnoError("syncing " + folder, errno);
  }
  return {};
}

Result<std::string> ReadFile(const std::string& path, std::size_t limit) {
  const std::string context = "reading " + path;
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (!fd.valid()) return ErrnoError(context, errno);
  std::string content;
  std::array<char, 16384> buffer;
  while (true) {
    const ssize_t size = ::read(fd.get(), buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return ErrnoError(context, errno);
    if (size == 0) return content;
    content.append(buffer.data(), static_cast<std::size_t>(size));
    if (content.size() > limit) {
      return Error{Code::kResourceExhausted,
                   context + ": longer than " + std::to_string(limit) + " bytes"};
    }
  }
}

}  // namespace davit
