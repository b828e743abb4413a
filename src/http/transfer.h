// SPDX-License-Identifier: Apache-2.0
// One request on the wire: what libcurl's callbacks return, what they collect, and the evidence of what was sent.
#pragma once

#include <curl/curl.h>

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "dataworks/transport.h"
#include "event_loop/http_backend.h"
#include "http/connection_tracker.h"
#include "http/curl_failure.h"
#include "http/easy_handle.h"
#include "http/options.h"

struct ssl_ctx_st;

namespace dataworks::detail {

/// Reused for many requests, one at a time. libcurl knows its address, which must not change.
class Transfer {
 public:
  Transfer(const BackendOptions& options, ConnectionTracker& sockets);
  ~Transfer();
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  /// Takes over the request and sets up the handle. Returns a failure, with nothing sent, if that cannot be done.
  [[nodiscard]] std::optional<TransportFailure> prepare(HttpRequest&& request);

  /// Returns the outcome, once libcurl has finished.
  [[nodiscard]] TransportOutcome outcome() noexcept;
  /// Returns what is known of a request that is given up while libcurl is still working on it.
  [[nodiscard, gnu::cold]] TransportFailure cancelled() const noexcept;

  [[nodiscard]] CURL* easy() const noexcept { return handle_.get(); }

  /// True if it may go through TLS, to the server or to a proxy before it.
  [[nodiscard]] bool isEncrypted() const noexcept {
    return handle_.mayGoToProxy() || request_->url.starts_with("https:");
  }
  /// Hands the request to libcurl. It counts among `lookups` until a connection is opened or found.
  [[nodiscard]] CURLMcode begin(CURLM* multi, int& lookups);

  /// True if the request must begin again on a fresh connection: the kept one had unsolicited bytes on it, and nothing
  /// was sent.
  [[nodiscard]] bool retryOnFresh() noexcept;

  /// Forgets the request and its response; keeps the handle.
  void reset() noexcept;

  HttpBackend::RequestHandle handle = HttpBackend::kNoRequest;  // of the request that it carries, if that is not over
  HttpBackend::Done done;
  CURLcode result = CURLE_OK;  // once libcurl has finished

 private:
  void listen();
  void beginAttempt();
  [[nodiscard, gnu::cold]] Evidence evidence() const noexcept;
  [[nodiscard]] bool mayHaveBeenSent() const noexcept;

  std::size_t onHeader(std::string_view line);
  std::size_t onBody(std::string_view part);
  void onTls(ssl_ctx_st* context);
  int onPreRequest(int localPort) noexcept;
  [[nodiscard]] ConnectionTracker::Unread pendingDataOn(int localPort) noexcept;
  [[nodiscard]] bool holdsDecrypted() const noexcept;
  void lookupIsOver() noexcept;
  curl_socket_t onSocket(const curl_sockaddr& address) noexcept;

  const BackendOptions& options_;
  ConnectionTracker& sockets_;
  bool vetoes_ = false;  // libcurl calls back before it sends, and can be refused

  std::optional<HttpRequest> request_;  // while it is not over
  HttpResponse response_;
  bool begun_ = false;
  int* lookups_ = nullptr;  // where this one counts while its name is being resolved
  std::string lengthSeen_;
  std::size_t headerBytes_ = 0;
  int sendCount_ = 0;
  int leftFrom_ = 0;       // the local port
  bool connects_ = false;  // it did not find a kept connection
  bool handshaking_ = false;
  Refusal refusal_ = Refusal::kNone;
  char errorText_[CURL_ERROR_SIZE] = {};
  EasyHandle handle_;  // last: it ends first, and knows of the rest
};

}  // namespace dataworks::detail
