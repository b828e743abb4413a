// The built-in driver: one libcurl multi handle with its connections.
#pragma once

#include <curl/curl.h>

#include <chrono>
#include <list>
#include <memory>
#include <vector>

#include "engine/driver.h"
#include "http/open_sockets.h"
#include "http/options.h"
#include "http/socket_watch.h"
#include "http/transfer.h"
#include "memory/wiped_request.h"

namespace dataworks {

class CurlDriver final : public Driver {
 public:
  explicit CurlDriver(HttpOptions options);
  ~CurlDriver() override;
  CurlDriver(const CurlDriver&) = delete;
  CurlDriver& operator=(const CurlDriver&) = delete;

  Ticket send(HttpRequest&& request, Done&& done) override;
  void cancel(Ticket ticket) override;
  void wait(const WakeTime& until) override;
  void wake() noexcept override { watch_.wake(); }

 private:
  struct Queued {
    Ticket ticket;
    WipedRequest request;
    Done done;
  };

  using Finished = std::vector<std::pair<Transfer*, CURLcode>>;

  void makeMulti();
  [[nodiscard]] std::chrono::milliseconds untilDue() const;
  void act(curl_socket_t socket, int events);
  void onInterest(curl_socket_t socket, int what, SocketWatch::Place place) noexcept;
  void failAll();

  Transfer& idleTransfer();
  bool hasRoomFor(const HttpRequest& request) const;
  void begin(Ticket ticket, HttpRequest&& request, Done&& done);
  void beginQueued();
  void abort(Transfer& transfer);
  void finish(Transfer& transfer, TransportOutcome&& outcome);
  void recycle(Transfer& transfer);
  void deliver();
  void tell(Finished finished);

  HttpOptions options_;
  OpenSockets sockets_;
  SocketWatch watch_;
  CURLM* multi_ = nullptr;
  std::vector<std::unique_ptr<Transfer>> transfers_;
  std::vector<Transfer*> idle_;
  Finished finished_;        // kept to reuse its memory
  std::list<Queued> queue_;  // waiting for a connection, or for others' lookups to end
  Ticket sent_ = 0;
  int underWay_ = 0;
  int lookups_ = 0;
  bool opensslWrites_ = true;  // to the socket of a TLS connection
  bool mayRaiseSigpipe_ = false;
  bool outOfMemory_ = false;  // libcurl's own notes of who waits for what are incomplete
};

}  // namespace dataworks
