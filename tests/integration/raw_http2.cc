// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#include "tests/integration/raw_http2.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "src/emulator/unix_listener.h"

namespace davit {
namespace {

constexpr int kPatienceMs = 10'000;
constexpr char kPreface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

enum FrameType : std::uint8_t { kData = 0, kHeaders = 1, kReset = 3, kSettings = 4, kGoaway = 7 };
constexpr std::uint8_t kEndStream = 1;
constexpr std::uint8_t kEndHeaders = 4;

std::string BigEndian(std::uint32_t value, int bytes) {
  std::string text;
  for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
    text += static_cast<char>((value >> shift) & 0xff);
  }
  return text;
}

std::string Frame(FrameType type, std::uint8_t flags, std::uint32_t stream,
                  const std::string& payload) {
  return BigEndian(static_cast<std::uint32_t>(payload.size()), 3) + static_cast<char>(type) +
         static_cast<char>(flags) + BigEndian(stream, 4) + payload;
}

/// HPACK's "literal header field without indexing, new name", both strings shorter than 127 bytes.
std::string Literal(const std::string& name, const std::string& value) {
  return std::string(1, '\0') + static_cast<char>(name.size()) + name +
         static_cast<char>(value.size()) + value;
}

}  // namespace

RawHttp2::RawHttp2(const std::string& path) : fd_(emulator::ConnectUnix(path).value()) {}

RawHttp2::Headers RawHttp2::GrpcHeaders(const std::string& path) {
  return {{":method", "POST"},
          {":scheme", "http"},
          {":path", path},
          {"content-type", "application/grpc"},
          {"user-agent", "grpc-go/1.27.1"},
          {"te", "trailers"}};
}

RawHttp2::Answer RawHttp2::Call(const Headers& headers, const std::string& message) {
  std::string block;
  for (const auto& [name, value] : headers) block += Literal(name, value);
  Send(kPreface + Frame(kSettings, 0, 0, "") + Frame(kHeaders, kEndHeaders, 1, block) +
       Frame(kData, kEndStream, 1,
             std::string(1, '\0') + BigEndian(static_cast<std::uint32_t>(message.size()), 4) +
                 message));
  Answer answer;
  std::string head;
  while (ReadExactly(9, head)) {
    const auto byte = [&head](std::size_t i) {
      return static_cast<std::uint32_t>(static_cast<unsigned char>(head[i]));
    };
    std::string payload;
    if (!ReadExactly(byte(0) << 16 | byte(1) << 8 | byte(2), payload)) break;
    const auto type = static_cast<FrameType>(byte(3));
    if (type == kGoaway) break;
    if (byte(8) != 1) continue;  // of the connection
    if (type == kData) answer.data += payload;
    answer.reset = type == kReset;
    answer.ended = (type == kData || type == kHeaders) && (byte(4) & kEndStream) != 0;
    if (answer.reset || answer.ended) break;
  }
  return answer;
}

void RawHttp2::Send(const std::string& bytes) {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    pollfd ready{fd_.get(), POLLOUT, 0};
    if (::poll(&ready, 1, kPatienceMs) != 1) return;
    const ssize_t size = ::send(fd_.get(), bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (size <= 0) return;
    sent += static_cast<std::size_t>(size);
  }
}

bool RawHttp2::ClosedByServer() {
  std::string byte;
  while (ReadExactly(1, byte)) {
  }
  pollfd closed{fd_.get(), POLLIN, 0};
  return ::poll(&closed, 1, 0) == 1;
}

bool RawHttp2::ReadExactly(std::size_t size, std::string& bytes) {
  bytes.clear();
  while (bytes.size() < size) {
    pollfd ready{fd_.get(), POLLIN, 0};
    if (::poll(&ready, 1, kPatienceMs) != 1) return false;
    std::array<char, 4096> buffer;
    const ssize_t got =
        ::recv(fd_.get(), buffer.data(), std::min(buffer.size(), size - bytes.size()), 0);
    if (got <= 0) return false;
    bytes.append(buffer.data(), static_cast<std::size_t>(got));
  }
  return true;
}

}  // namespace davit
