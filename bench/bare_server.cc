// SPDX-License-Identifier: Apache-2.0
// Copyright 2026 The davit authors
// The least that a device plugin can be as a process: bare_server SOCKET_DIR DEVICES. Serves on
// SOCKET_DIR/bare.sock, registers once, and stays until it is killed.
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string>

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <grpcpp/server_posix.h>

#include "bench/bare_service.h"

namespace {

int Listen(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof(address.sun_path) - 1);
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ::fchmod(fd, 0600);
  if (::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(fd, 128) != 0) {
    std::cerr << path << ": cannot listen\n";
    std::exit(1);
  }
  return fd;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: bare_server SOCKET_DIR DEVICES\n";
    return 2;
  }
  const std::string dir = argv[1];
  ::unlink((dir + "/bare.sock").c_str());
  const int listening = Listen(dir + "/bare.sock");
  davit::bench::BareService service(std::atoi(argv[2]));
  grpc::ServerBuilder builder;
  builder.RegisterService(&service);
  const auto server = builder.BuildAndStart();

  grpc::ClientContext context;
  ::v1beta1::RegisterRequest request;
  ::v1beta1::Empty response;
  request.set_version("v1beta1");
  request.set_endpoint("bare.sock");
  request.set_resource_name("davit.dev/bench");
  const auto stub = ::v1beta1::Registration::NewStub(
      grpc::CreateChannel("unix:" + dir + "/kubelet.sock", grpc::InsecureChannelCredentials()));
  stub->async()->Register(&context, &request, &response, [](const grpc::Status& status) {
    if (!status.ok()) std::cerr << status.error_message() << '\n';
  });
  for (;;) {
    const int connection = ::accept4(listening, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (connection >= 0) grpc::AddInsecureChannelFromFd(server.get(), connection);
  }
}
