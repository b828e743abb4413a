// SPDX-License-Identifier: Apache-2.0
// The built-in backend: one libcurl multi handle with its connections.
#pragma once

#include <curl/curl.h>

#include <chrono>
#include <list>
#include <optional>

#include "event_loop/http_backend.h"
#include "http/connection_tracker.h"
#include "http/options.h"
#include "http/poll_set.h"
#include "http/transfer.h"

namespace dataworks::detail {

class CurlBackend final : public HttpBackend {
 public:
  explicit CurlBackend(BackendOptions options);
  ~CurlBackend() override;
  CurlBackend(const CurlBackend&) = delete;
  CurlBackend& operator=(const CurlBackend&) = delete;

  RequestHandle send(HttpRequest&& request, Done&& done) override;
  void cancel(RequestHandle handle) override;
  void wait(const WakeTime& until) override;
  void wake() noexcept override { watch_.wake(); }

 private:
  struct Queued {
    RequestHandle handle;
    HttpRequest request;
    Done done;
  };

  using Transfers = std::list<Transfer>;  // moved from list to list, which needs no memory

  void makeMulti();
  [[nodiscard]] std::chrono::milliseconds untilDue() const;
  void act(curl_socket_t socket, int events);
  void onInterest(curl_socket_t socket, int what, PollSet::Slot place) noexcept;
  void failAll();

  bool hasRoomFor(const HttpRequest& request) const;
  void begin(RequestHandle handle, HttpRequest&& request, Done&& done);
  std::optional<TransportFailure> start(HttpRequest&& request);
  void beginQueued();
  void deliver();
  void takeOut(Transfer& transfer, Transfers& finished);
  void report(Transfers finished);
  void finish(Transfers& finished, TransportOutcome&& outcome);

  BackendOptions options_;
  ConnectionTracker sockets_;
  PollSet watch_;
  CURLM* multi_ = nullptr;
  Transfers underWay_;
  Transfers idle_;
  std::list<Queued> queue_;  // waiting for a connection, or for others' lookups to end
  RequestHandle sent_ = 0;
  int lookups_ = 0;
  bool libraryWrites_ = true;  // the TLS library to its socket, not libcurl
  bool mayRaiseSigpipe_ = false;
  bool outOfMemory_ = false;  // libcurl's own notes of who waits for what are incomplete
};

}  // namespace dataworks::detail
