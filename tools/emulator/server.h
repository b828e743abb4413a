// The HTTP server: brings requests to the service, writes its replies, and commits the faults.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "answers.h"
#include "certificates.h"
#include "service.h"

namespace dataworks::emulator {

struct ServerOptions {
  std::string bind = "127.0.0.1";
  int port = 0;  // 0: a free one
  Dialect dialect = Dialect::kWire;
  std::optional<Certificates> certificates = std::nullopt;  // for https
};

class Server {
 public:
  Server(Service service, ServerOptions options);
  ~Server();

  /// Listens, and serves on threads of its own from then on. False if the address cannot be listened on. There is no
  /// way to stop but to end the process: a connection that hangs on purpose would hold up everything else.
  [[nodiscard]] bool start();

  [[nodiscard]] std::string url() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace dataworks::emulator
