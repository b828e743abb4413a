// SPDX-License-Identifier: Apache-2.0
// A server on raw sockets that misbehaves on request and counts what it read: the other side of every loopback test.
//
// It knows HTTP only as far as reading a request goes. Everything it sends is given by the fault that is being played,
// byte by byte. A thread a connection, blocking calls, no timing: a fault that hangs does so until the client leaves or
// the server ends. Conditions (`waitForRequests`, `waitUntilHeld`) say how far it is.
#pragma once

#include <openssl/ssl.h>

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "support/certificates.h"

namespace dataworks::testing {

/// A request that was read to its last byte.
struct SeenRequest {
  std::string head;
  std::string body;
  std::map<std::string, std::string> parameters;  ///< From the form body, or the query.
  int connection = 0;                             ///< Numbered from 1.

  [[nodiscard]] std::string parameter(const std::string& name) const;
  /// The parameter of signature V1, or the header of V3.
  [[nodiscard]] std::string action() const;
  [[nodiscard]] std::string nonce() const;
  /// Of a whole flow, or of a part of it.
  [[nodiscard]] bool isTrigger() const { return action() == "CreateManualDag" || action() == "RunManualDagNodes"; }
};

class FaultServer;

/// One connection, as the faults handle it.
class Conversation {
 public:
  Conversation(FaultServer& server, int descriptor, int number);
  ~Conversation();
  Conversation(const Conversation&) = delete;
  Conversation& operator=(const Conversation&) = delete;

  /// False once the connection is over.
  bool send(std::string_view bytes);
  /// Empty at the end of the connection.
  std::string read(std::size_t most);
  /// Waits for the first byte, without taking it.
  bool waitForByte();
  /// An orderly end; over TLS with a close_notify unless `closeNotify` is false.
  void close(bool closeNotify = true);
  /// An RST.
  void reset();
  /// Does nothing until the client leaves or the server ends. `FaultServer::waitUntilHeld` waits for it.
  void hold();
  /// For `FaultServer::waitUntilHeld`: the client is where the test wants it.
  void noteHeld();
  /// True if the client has left. Waits so long for it.
  bool peerLeaves(int milliseconds);

  [[nodiscard]] bool open() const noexcept { return descriptor_ >= 0; }
  [[nodiscard]] int number() const noexcept { return number_; }
  [[nodiscard]] FaultServer& server() noexcept { return server_; }

 private:
  friend class FaultServer;
  bool startTls(SSL_CTX& context);
  std::optional<SeenRequest> readRequest();

  FaultServer& server_;
  int descriptor_;
  int number_;
  std::shared_ptr<SSL> tls_;
  std::string unread_;  // read beyond the end of a request
};

/// What the server does instead of behaving. A step that is not given is done properly; one that closes the
/// conversation ends it.
struct Fault {
  std::function<void(Conversation&)> onAccept{};                       ///< Before TLS.
  std::function<void(Conversation&)> beforeRequest{};                  ///< After TLS, before a request is read.
  std::function<void(Conversation&, const SeenRequest&)> onRequest{};  ///< A whole request was read and counted.
};

struct FaultServerOptions {
  bool tls = false;
  CertificateKind certificate = CertificateKind::kGood;
  int newestTlsVersion = 0;
  /// Called for each complete request, on its connection's thread, before it is responded.
  std::function<void(const SeenRequest&)> onSeen{};
  /// Called first on each of the server's threads.
  std::function<void()> onThread{};
};

class FaultServer {
 public:
  explicit FaultServer(FaultServerOptions options = {});
  ~FaultServer();
  FaultServer(const FaultServer&) = delete;
  FaultServer& operator=(const FaultServer&) = delete;

  /// `http://127.0.0.1:PORT`
  [[nodiscard]] std::string url() const;
  [[nodiscard]] int port() const noexcept { return port_; }

  /// What to do from now on; with `times`, that often (connections and requests counted alike), then behave again.
  void play(Fault fault, int times = -1);
  void behave() { play({}); }
  /// Asks for each connection and each request what to do; for random faults.
  void playEach(std::function<Fault()> choose);

  /// Ends all connections that are open, in an orderly way, as a server does with idle ones.
  void hangUp();
  /// Sends something on a connection that is not the caller's own, and not over TLS. False if it is over.
  bool sendOn(int connection, std::string_view bytes);
  /// From now on connections are refused.
  void stopListening();

  [[nodiscard]] int connections() const;
  [[nodiscard]] std::vector<SeenRequest> requests() const;
  /// Complete requests of this action; of all actions if empty.
  [[nodiscard]] int copies(std::string_view action = {}) const;
  void forgetRequests();

  /// Each waits for its condition, at most half a minute; false then.
  [[nodiscard]] bool waitForRequests(int count);
  [[nodiscard]] bool waitUntilHeld(int count = 1);
  /// No connection is open any more, and all that came has been read.
  [[nodiscard]] bool waitUntilIdle();

 private:
  friend class Conversation;
  enum class Moment { kAccept, kRequest };
  void acceptAll();
  void serve(Conversation& conversation);
  [[nodiscard]] Fault faultNow(Moment moment);
  void noteRequest(const SeenRequest& request);
  void noteHeld();
  void forget(int connection);

  FaultServerOptions options_;
  std::shared_ptr<SSL_CTX> tls_;
  int listener_ = -1;
  int port_ = 0;
  std::thread acceptor_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  Fault fault_;
  int timesLeft_ = -1;
  std::function<Fault()> choose_;
  std::map<int, int> open_;  // descriptors by the numbers of their connections
  int serving_ = 0;
  int connections_ = 0;
  int held_ = 0;
  bool ending_ = false;
  std::vector<SeenRequest> requests_;
};

/// A whole response: status line, Content-Length, body.
[[nodiscard]] std::string response(std::string_view body, std::string_view status = "200 OK",
                                   std::string_view moreHeaders = {});
/// The body of a proper response to a trigger, a restart, a stop, a log or a list of instances; to anything else a list
/// of nodes.
[[nodiscard]] std::string goodBody(const SeenRequest& request);

}  // namespace dataworks::testing
