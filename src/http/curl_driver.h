// The built-in driver: one libcurl multi handle with its connections.
#pragma once

#include <curl/curl.h>

#include <chrono>
#include <list>
#include <memory>
#include <optional>
#include <vector>

#include "engine/driver.h"
#include "http/open_sockets.h"
#include "http/options.h"
#include "http/transfer.h"

namespace dataworks {

class CurlDriver final : public Driver {
 public:
  explicit CurlDriver(HttpOptions options);
  ~CurlDriver() override;
  CurlDriver(const CurlDriver&) = delete;
  CurlDriver& operator=(const CurlDriver&) = delete;

  void send(HttpRequest request, std::stop_token stop, std::function<void(TransportOutcome)> done) override;
  void wait(const WakeTime& until) override;
  void wake() noexcept override;

 private:
  struct Queued {
    HttpRequest request;
    std::stop_token stop;
    std::function<void(TransportOutcome)> done;
    std::optional<std::stop_callback<std::function<void()>>> onStop;
  };

  Transfer& idleTransfer();
  bool hasRoomFor(const HttpRequest& request) const;
  void begin(HttpRequest request, std::stop_token stop, std::function<void(TransportOutcome)> done);
  void beginQueued();
  void leaveQueue(std::list<Queued>::iterator queued);
  void abort(Transfer& transfer);
  void finish(Transfer& transfer, TransportOutcome outcome);
  void recycle(Transfer& transfer);
  void deliver();

  HttpOptions options_;
  OpenSockets sockets_;
  CURLM* multi_;
  std::vector<std::unique_ptr<Transfer>> transfers_;
  std::vector<Transfer*> idle_;
  std::vector<std::pair<Transfer*, CURLcode>> finished_;  // kept to reuse its memory
  std::list<Queued> queue_;                               // for a connection, or for others' lookups to be over
  int underWay_ = 0;
  int lookups_ = 0;
  bool opensslWrites_ = true;  // to the socket of a TLS connection
  bool mayRaiseSigpipe_ = false;
  bool started_ = false;  // something was added since libcurl last had its turn
  std::chrono::nanoseconds longestSleep_ = std::chrono::hours(24);  // waking for nothing once a day does no harm
};

}  // namespace dataworks
