// SPDX-License-Identifier: Apache-2.0
// What a client's options become: checked, complete, and shared by all its calls.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

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
  /// What a failed look-up of the endpoint's name may mean, if it comes from a region that is not known.
  struct DoubtfulRegion {
    std::string question{};  ///< `"Is cn-shangai a region?"`; empty: the region is known, or the endpoint is given.
    std::string similar{};   ///< The known region that it was probably meant to be.
  };
  DoubtfulRegion doubtfulRegion{};
  std::vector<std::string> warnings{};  ///< For the observer of the client.
  WireFormat format = WireFormat::kJson;
  SignatureVersion signature = SignatureVersion::kV1;
  std::chrono::milliseconds timeout{0};
  std::chrono::milliseconds connectTimeout{0};
  std::chrono::milliseconds attemptTimeout{0};
  RetryOptions retry{};
  std::size_t maxResponseBytes = 0;
  std::size_t maxLogBytes = 0;
  bool allowPlainHttp = false;
  std::vector<HttpHeader> headers{};  ///< The same for every request.
  std::shared_ptr<CredentialsProvider> credentials{};
  /// What credentials providers ask servers with; see `FetchContext::send`.
  std::function<TransportOutcome(HttpRequest, const std::stop_token&)> credentialsSend{};
  std::shared_ptr<Clock> clock{};
  std::shared_ptr<Observer> observer{};  ///< May be null.
  RandomSource random{};
};

}  // namespace dataworks::detail
