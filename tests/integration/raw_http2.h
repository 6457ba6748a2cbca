// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "davit/fd.h"

namespace davit {

/// Just enough of an HTTP/2 client to send what no gRPC library would: each call on a connection of
/// its own, headers as given, no compression.
class RawHttp2 {
 public:
  using Headers = std::vector<std::pair<std::string, std::string>>;

  struct Answer {
    bool ended = false;  ///< the server closed the stream as HTTP/2 has it
    bool reset = false;  ///< RST_STREAM
    std::string data;    ///< of all DATA frames, gRPC's five bytes included
  };

  /// Connects to a unix socket; aborts when nobody listens.
  explicit RawHttp2(const std::string& path);

  /// The headers that grpc-go sends for `path`, without :authority.
  static Headers GrpcHeaders(const std::string& path);

  /// Sends the preface, one request with this message, and reads until its end or ten seconds are
  /// over.
  Answer Call(const Headers& headers, const std::string& message);

  /// Sends bytes as they are.
  void Send(const std::string& bytes);
  /// Whether the server closes the connection within ten seconds.
  bool ClosedByServer();

 private:
  bool ReadExactly(std::size_t size, std::string& bytes);

  UniqueFd fd_;
};

}  // namespace davit
