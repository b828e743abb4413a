// SPDX-License-Identifier: Apache-2.0
// How a client and a call behave. Each default is the initializer shown here.
//
// Precedence: call > client > environment > built-in.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "dataworks/clock.h"
#include "dataworks/credentials.h"
#include "dataworks/observer.h"
#include "dataworks/transport.h"

namespace dataworks {

/// Which endpoint of a region to use. Some regions have only the central public host, `dataworks.aliyuncs.com`.
enum class Network {
  kPublic = 0,  ///< `dataworks.<region>.aliyuncs.com`
  kVpc = 1,     ///< `dataworks-vpc.<region>.aliyuncs.com`, for use inside a VPC
};

/// The format to ask the service for. Responses are understood in either.
enum class WireFormat {
  kJson = 0,  ///< `Format=JSON`
  kXml = 1,   ///< `Format=XML`
};

/// How requests are signed.
enum class SignatureVersion {
  kV1 = 0,  ///< HMAC-SHA1 over the parameters.
  kV3 = 1,  ///< `ACS3-HMAC-SHA256` over headers and body, which newer official packages use.
};

/// When a call is retried. Whatever is set here, a trigger is repeated only if the service certainly did not act. The
/// calls of a client share a quota of 50 retries; ten successes earn one back, and throttling does not draw on it.
struct RetryOptions {
  int maxAttempts = 3;                        ///< Maximum attempts per call on transient failures; 1 disables retries.
  std::chrono::milliseconds baseBackoff{50};  ///< Each pause is random between 0 and this, doubled after each attempt.
  /// The same when throttled. Such retries go on until the deadline whatever `maxAttempts` says, unless it is 1.
  std::chrono::milliseconds throttledBackoff{1000};
  std::chrono::milliseconds maxBackoff{20'000};  ///< The longest pause, even if the service asks for more.
};

/// Options of one call.
struct CallOptions {
  /// Limit on everything: credentials, name lookup, attempts and pauses. 0: none. Unset: the client's.
  std::optional<std::chrono::milliseconds> timeout{};
  std::optional<RetryOptions> retry{};  ///< Unset: the client's.
  std::stop_token stop{};               ///< Requesting it ends the call within milliseconds.
  /// Called on the sending thread, after signing, before every attempt of a request that is not idempotent. What it
  /// returns or throws holds the attempt back: it is neither sent nor counted. An asynchronous call runs it on the
  /// background thread, where it must not block.
  BeforeAttempt beforeAttempt{};
};

/// How the built-in transport reaches the network.
struct HttpOptions {
  /// Unset: `HTTPS_PROXY` and `NO_PROXY`. Empty: none. Loopback never uses a proxy.
  std::optional<std::string> proxy{};
  /// A PEM file or a hashed directory. Empty: `SSL_CERT_FILE`, `SSL_CERT_DIR`, then the system's.
  std::string caFile{};
  bool allowPlainHttp = false;  ///< Permits `http://` beyond loopback, which sends signed requests in the clear.
  std::chrono::milliseconds connectTimeout{10'000};  ///< Limit on name lookup, connect and TLS of one attempt. 0: none.
  int maxConnections = 64;  ///< Asynchronous requests on the wire at once. Your own `transport` sets its own limit.
  std::size_t maxResponseBytes = std::size_t{16} * 1024 * 1024;  ///< A longer response is `kBadResponse`.
  std::size_t maxLogBytes = std::size_t{4} * 1024 * 1024;        ///< A log that takes more is cut: no error.
  std::string userAgent{};                                       ///< Appended to `dataworks-cpp/<version> …`.
};

/// Options of a client.
struct ClientOptions {
  /// `"cn-shanghai"`. Empty: `ALIBABA_CLOUD_REGION_ID`, then, if no `credentials` are given, the region of the CLI
  /// profile. `defaultRegionId("prod")` returns the region of a named profile.
  std::string regionId{};
  std::string endpoint{};              ///< A URL without a path. Empty: `ALIBABA_CLOUD_ENDPOINT`, then the region's.
  Network network = Network::kPublic;  ///< Which endpoint of the region to use if none is given.
  std::shared_ptr<CredentialsProvider> credentials{};  ///< Null: `defaultCredentials()`.
  SignatureVersion signature = SignatureVersion::kV1;  ///< How requests are signed.
  WireFormat format = WireFormat::kJson;               ///< The format to ask the service for.

  std::chrono::milliseconds timeout{60'000};         ///< Limit on one call, everything included. 0: none.
  std::chrono::milliseconds attemptTimeout{20'000};  ///< Limit on one attempt of an idempotent call, so that another
                                                     ///< may follow. 0: none.
  RetryOptions retry{};                              ///< For calls without their own.
  HttpOptions http{};                                ///< How the built-in transport reaches the network.

  /// Limit for the polls of all waits and the calls of stops, re-runs and searches for runs of this client together; 0:
  /// none. Direct calls do not count. Below the Enterprise edition the whole account has 5 calls a second.
  double pollsPerSecond = 2;
  /// How many calls this client may send in a day of Shanghai, every attempt included; 0: no limit. A Basic edition has
  /// 100 a day for the whole account. Waits poll less often then: each takes at most 40 calls (or 40 %) and half of
  /// what is left, and leaves 15 for other calls. What exceeds the limit is not sent: `kThrottled`. The count is kept
  /// in memory; other clients and processes are not known to it.
  int dailyCalls = 0;
  int dailyCallsUsed = 0;                ///< How many of them others have sent today, when this client is created.
  std::size_t maxQueuedCalls = 100'000;  ///< Asynchronous calls under way or queued; more fail with `kThrottled`.

  std::shared_ptr<Transport> transport{};  ///< Null: libcurl.
  std::shared_ptr<Clock> clock{};          ///< Null: the machine's.
  std::shared_ptr<Observer> observer{};    ///< Null: none.
};

}  // namespace dataworks
