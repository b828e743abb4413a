// SPDX-License-Identifier: Apache-2.0
// The checks before the service: is the request complete, for this API, signed with the right key, recent, and new?
//
// Source of the codes: Alibaba Cloud's lists of common errors of RPC APIs.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <unordered_set>

#include "api.h"

namespace dataworks::emulator {

struct AccessKey {
  std::string id = "testid";
  std::string secret = "testsecret";
};

/// Why the gateway rejects the request; none: it passes if its nonce is new. A pure function.
[[nodiscard]] std::optional<Rejection> checkRequest(const ApiRequest& request, const AccessKey& key, WallTime now);

/// Keeps nonces for as long as a request that repeats one could pass. Not thread-safe.
class NonceMemory {
 public:
  /// False for a duplicate.
  [[nodiscard]] bool remember(const std::string& nonce, WallTime now);

 private:
  std::multimap<WallTime, std::string> byTime_;
  std::unordered_set<std::string> nonces_;
};

}  // namespace dataworks::emulator
