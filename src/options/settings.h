// What a client's options become: checked, complete, and shared by all its calls.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "call/retry.h"
#include "dataworks/clock.h"
#include "dataworks/credentials.h"
#include "dataworks/observer.h"
#include "dataworks/options.h"
#include "dataworks/transport.h"
#include "rpc/random.h"

namespace dataworks::detail {

/// Never changes once the client is created.
struct Settings {
  std::string regionId{};
  std::string endpoint{};  ///< Ends with `/`.
  WireFormat format = WireFormat::kJson;
  ParametersIn parametersIn = ParametersIn::kBody;
  std::chrono::milliseconds timeout{0};
  std::chrono::milliseconds connectTimeout{0};
  std::chrono::milliseconds attemptTimeout{0};
  RetryOptions retry{};
  std::size_t maxResponseBytes = 0;
  bool allowPlainHttp = false;
  std::vector<HttpHeader> headers{};  ///< The same for every request.
  std::shared_ptr<CredentialsProvider> credentials{};
  /// What credentials providers ask servers with; see `FetchContext::send`.
  std::function<TransportOutcome(HttpRequest, const std::stop_token&)> credentialsSend{};
  std::shared_ptr<Clock> clock{};
  std::shared_ptr<Observer> observer{};  ///< May be null.
  RandomSource random{};
};

/// What the calls of a client learn and share. Thread-safe.
struct ClientState {
  Settings settings{};
  RetryQuota retryQuota{};
  std::atomic<std::chrono::system_clock::duration> clockOffset{};  ///< The service's clock minus ours.
  std::atomic<std::uint64_t> calls = 0;
};

}  // namespace dataworks::detail
