// The seam between deciding and doing: everything this library wants of HTTP.
//
// The built-in transport is libcurl. Give your own in `ClientOptions::transport` to test (see
// testing/scripted_transport.h), to record, or to go through something that libcurl cannot.
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

/// Whether a second copy of a request does harm. A trigger is not idempotent; a look at a run is.
enum class Idempotency {
  kNotIdempotent,  ///< It does: sent again only where the service surely did not act.
  kIdempotent,     ///< It does not: sent again on all that is transient.
};

/// A header line.
struct HttpHeader {
  std::string name{};   ///< In any case.
  std::string value{};  ///< Without the blanks around it.
};

/// A request, complete and signed.
struct HttpRequest {
  std::string method = "POST";        ///< `"GET"`, `"POST"` or `"PUT"`.
  std::string url{};                  ///< With a query only if `ClientOptions::parametersIn` says so.
  std::vector<HttpHeader> headers{};  ///< What to send besides `Host`, `Accept: */*` and `Content-Length`.
  std::string body{};                 ///< Empty for none.

  /// When to give up, on the client's steady clock; covers every phase from the name lookup on.
  std::chrono::steady_clock::time_point deadline = (std::chrono::steady_clock::time_point::max)();
  std::chrono::milliseconds connectTimeout{
      0};  ///< Bound on name lookup, connect and TLS together; 0: the deadline only.

  /// `kNotIdempotent`: at most one copy may reach the wire, also on a reused connection that turns out to be dead.
  Idempotency idempotency = Idempotency::kNotIdempotent;
  std::size_t maxResponseBytes = std::size_t{16} * 1024 * 1024;  ///< A longer body is a failure.
  bool allowPlainHttp = false;  ///< `http://` to an address that is not loopback is refused without it.
  bool bypassProxy = false;     ///< The metadata service is never asked through a proxy.
};

/// An answer that came in completely. Its `Content-Encoding` was checked to be absent.
struct HttpResponse {
  int status = 0;                     ///< 200 and so on.
  std::vector<HttpHeader> headers{};  ///< In its order; at least `Date`, `Retry-After` and `x-acs-retry-after`.
  std::string body{};                 ///< All of it.

  /// The first header of that name, in any case; empty if there is none.
  [[nodiscard]] DATAWORKS_EXPORT std::string_view header(std::string_view name) const noexcept;
};

/// Whether any byte of a request may have left.
enum class RequestSent {
  kNo,     ///< Certainly not one byte. Only say this when you know: a trigger may be repeated on the strength of it.
  kMaybe,  ///< Some or all of it.
};

/// Why no complete answer came.
struct TransportFailure {
  ErrorKind kind = ErrorKind::kNetwork;    ///< `kNetwork`, `kTimeout`, `kCancelled`, `kBadResponse`, `kInvalidArgument`
                                           ///< or `kOutOfMemory`.
  Phase phase = Phase::kReceive;           ///< How far it had come.
  RequestSent sent = RequestSent::kMaybe;  ///< Whether any byte of the request may have left.
  std::string detail{};                    ///< For people: `"connection reset by peer"`. No URL, no header.
  bool worthRetrying =
      true;  ///< False where another try would fail alike: a wrong certificate, a proxy that wants a password.
};

/// What became of a request: an answer, or why there is none.
using TransportOutcome = std::variant<HttpResponse, TransportFailure>;

/// Sends requests. Thread-safe.
class DATAWORKS_EXPORT Transport {
 public:
  virtual ~Transport();

  /// Sends `request` and calls `done` exactly once: inline, or later from any thread. When `stop` is requested, end the
  /// request and call `done` with `kCancelled` and what is known of `sent`; a transport that does not do so inline is
  /// abandoned, its later answer ignored, and the request counted as maybe sent. Must not throw.
  virtual void send(HttpRequest request, std::stop_token stop, std::function<void(TransportOutcome)> done) = 0;
};

}  // namespace dataworks
