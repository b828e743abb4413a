// How a client and a call behave. The defaults stand here and are the documentation.
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

/// Which of a region's endpoints to use.
enum class Network {
  kPublic,  ///< `dataworks.<region>.aliyuncs.com`
  kVpc,     ///< `dataworks-vpc.<region>.aliyuncs.com`, from inside a VPC
};

/// What the service is asked to answer in. Both are read alike.
enum class WireFormat {
  kJson,  ///< `Format=JSON`
  kXml,   ///< `Format=XML`
};

/// Where the signed parameters travel.
enum class ParametersIn {
  kBody,   ///< In a form body: nothing secret in a URL, no length limit, and much cheaper. Keep it.
  kQuery,  ///< In the URL, for a gateway that wants it so.
};

/// When a call tries again. A trigger is repeated only where the service surely did not act, whatever stands here. The
/// calls of a client share a quota of 50 retries, of which ten successes earn one back; throttling does not draw on it.
struct RetryOptions {
  int maxAttempts = 3;                               ///< Tries of one call on transient failures; 1: never again.
  std::chrono::milliseconds baseBackoff{50};         ///< The pause is random between 0 and this, doubled for each try.
  std::chrono::milliseconds throttledBackoff{1000};  ///< The same when throttled, where tries go on until the deadline.
  std::chrono::milliseconds maxBackoff{20'000};      ///< No pause is longer, not even one the service asks for.
};

/// For one call.
struct CallOptions {
  std::optional<std::chrono::milliseconds>
      timeout{};                        ///< Everything included: credentials, name lookup, tries, pauses. 0: none.
  std::optional<RetryOptions> retry{};  ///< Unset: as the client says.
  std::stop_token stop{};               ///< Requesting it ends the call within milliseconds.
};

/// For a client.
struct ClientOptions {
  /// `"cn-shanghai"`. Empty: `ALIBABA_CLOUD_REGION_ID`, then, where no `credentials` are given, the region of the CLI's
  /// profile. `defaultRegionId("prod")` answers that of a profile.
  std::string regionId{};
  std::string endpoint{};              ///< A whole URL. Empty: `ALIBABA_CLOUD_ENDPOINT`, then the region's own.
  Network network = Network::kPublic;  ///< Which endpoint of the region, if none is given.
  std::shared_ptr<CredentialsProvider> credentials{};  ///< Null: `defaultCredentials()`.

  WireFormat format = WireFormat::kJson;            ///< See `WireFormat`.
  ParametersIn parametersIn = ParametersIn::kBody;  ///< Keep it, unless a gateway wants otherwise.

  std::chrono::milliseconds timeout{60'000};         ///< Of one call, everything included. 0: none.
  std::chrono::milliseconds connectTimeout{10'000};  ///< Of name lookup, connect and TLS of one try.
  std::chrono::milliseconds tryTimeout{20'000};      ///< Of one try of an idempotent call, so that another may follow.
  RetryOptions retry{};                              ///< For all calls that bring none of their own.

  std::optional<std::string>
      proxy{};  ///< Unset: `HTTPS_PROXY` and `NO_PROXY`. Empty: none. Loopback never goes through one.
  std::string
      caFile{};  ///< A PEM file or a hashed directory. Empty: `SSL_CERT_FILE`, `SSL_CERT_DIR`, then the system's.
  bool allowPlainHttp = false;  ///< `http://` beyond loopback sends signed requests in the clear; say that you mean it.

  double pollsPerSecond = 5;  ///< Looks of all waits of this client together; 0: no limit. Direct calls do not count.
  int maxConnections = 64;    ///< Asynchronous requests on the wire at once. Your own `transport` bounds itself.
  std::size_t maxQueuedCalls = 100'000;  ///< Asynchronous calls that may be under way or queued; more are refused.
  std::size_t maxResponseBytes = std::size_t{16} * 1024 * 1024;  ///< A longer answer is a bad response.

  std::shared_ptr<Transport> transport{};  ///< Null: libcurl.
  std::shared_ptr<Clock> clock{};          ///< Null: the machine's.
  std::shared_ptr<Observer> observer{};    ///< Null: none.
  std::string userAgent{};                 ///< Appended to `dataworks-cpp/<version> …`.
};

}  // namespace dataworks
