// SPDX-License-Identifier: Apache-2.0
// The HTTP server: passes requests to the service, writes its responses, and injects the faults.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "certificates.h"
#include "responses.h"
#include "service.h"

namespace dataworks::emulator {

struct ServerOptions {
  std::string bind = "127.0.0.1";
  int port = 0;  // 0: any free port
  Dialect dialect = Dialect::kWire;
  std::optional<Certificates> certificates = std::nullopt;  // for https
};

class Server {
 public:
  Server(Service service, ServerOptions options);
  ~Server();

  /// Listens and serves on its own threads. False if it cannot listen on the address. It stops only with the
  /// process: a connection that hangs on purpose would block an orderly stop.
  [[nodiscard]] bool start();

  [[nodiscard]] std::string url() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dataworks::emulator
