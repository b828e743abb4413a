// SPDX-License-Identifier: Apache-2.0
// The boundary between deciding and doing: everything this library needs from HTTP.
//
// The built-in transport is libcurl. Set `ClientOptions::transport` to your own to test (see
// testing/scripted_transport.h), to record, or to connect in a way that libcurl cannot.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "dataworks/error.h"
#include "dataworks/export.h"

namespace dataworks {

/// Whether a second copy of a request does harm. A trigger is not idempotent; a poll of a run is.
enum class Idempotency {
  kNotIdempotent = 0,  ///< It does harm: repeat only if the service certainly did not act.
  kIdempotent = 1,     ///< It is harmless: repeat on any transient failure.
};

/// A header line.
struct HttpHeader {
  std::string name{};   ///< Compared case-insensitively.
  std::string value{};  ///< Without surrounding blanks.
};

/// A request, ready to be sent.
struct HttpRequest {
  std::string method = "POST";        ///< `"GET"`, `"POST"` or `"PUT"`.
  std::string url{};                  ///< API calls have no query: their parameters are in the body.
  std::vector<HttpHeader> headers{};  ///< To be sent besides `Host`, `Accept: */*` and `Content-Length`.
  std::string body{};                 ///< Empty if there is none.

  /// When to give up, on the client's steady clock. It covers every phase from the name lookup on.
  std::chrono::steady_clock::time_point deadline = (std::chrono::steady_clock::time_point::max)();
  /// Limit on name lookup, connect and TLS together; 0: only the deadline applies.
  std::chrono::milliseconds connectTimeout{0};

  /// If `kNotIdempotent`, at most one copy may reach the wire, even if a reused connection turns out to be dead.
  Idempotency idempotency = Idempotency::kNotIdempotent;
  /// Use a connection on which nothing was sent before: this is another attempt of a request that must not arrive
  /// twice.
  bool freshConnection = false;
  std::size_t maxResponseBytes = std::size_t{16} * 1024 * 1024;  ///< A longer body is a failure.
  bool allowPlainHttp = false;  ///< Without it, `http://` to a non-loopback address is refused.
  bool bypassProxy = false;     ///< True for the metadata service, which is never reached through a proxy.
  /// Cut a longer body at `maxResponseBytes`, which is no failure then. A transport may ignore this.
  bool truncateBody = false;
};

/// A response that arrived completely, unless `truncated` says otherwise, and has no `Content-Encoding`.
struct HttpResponse {
  int status = 0;  ///< For example 200.
  /// In the order received; at least `Date`, `Retry-After` and `x-acs-retry-after`.
  std::vector<HttpHeader> headers{};
  std::string body{};      ///< The whole body.
  bool truncated = false;  ///< The body was longer and is cut, as `HttpRequest::truncateBody` allows.

  /// Returns the value of the first header with that name, compared case-insensitively; empty if there is none.
  [[nodiscard]] DATAWORKS_EXPORT std::string_view header(std::string_view name) const noexcept;
};

/// Whether any byte of a request may have left.
enum class RequestSent {
  kNo = 0,     ///< Not a single byte. Use it only if you are certain: a trigger may be repeated because of it.
  kMaybe = 1,  ///< Some or all of it may have left.
};

/// Why there is no complete response.
struct TransportFailure {
  ErrorKind kind = ErrorKind::kNetwork;    ///< `kNetwork`, `kTimeout`, `kCancelled`, `kBadResponse`, `kInvalidArgument`
                                           ///< or `kInternal`.
  Phase phase = Phase::kReceive;           ///< How far the request had got.
  RequestSent sent = RequestSent::kMaybe;  ///< Whether any byte of the request may have left.
  std::string detail{};                    ///< For people: `"connection reset by peer"`. No URL, no header.
  /// False if another attempt would fail too: a wrong certificate, a proxy that wants a password.
  bool retryable = true;
  bool hostNotFound = false;  ///< No address was found for the name of the endpoint's host.
};

/// The outcome of a request: a response, or why there is none.
using TransportOutcome = std::variant<HttpResponse, TransportFailure>;

/// Sends requests. Thread-safe.
class DATAWORKS_EXPORT Transport {
 public:
  virtual ~Transport();

  /// Sends `request` and calls `done` exactly once, inline or later from any thread. When `stop` is requested, end the
  /// request and call `done` with `kCancelled` and what is known of `sent`. A transport that does not do so inline is
  /// abandoned: its later outcome is ignored, and the request counts as maybe sent. Must not throw.
  virtual void send(HttpRequest request, std::stop_token stop, std::function<void(TransportOutcome)> done) = 0;
};

}  // namespace dataworks
