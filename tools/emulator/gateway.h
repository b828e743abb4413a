// What stands before the service: is the request complete, meant for us, signed with the right key, of now, and new?
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

/// Why the gateway turns the request away; nothing: it may pass, if its nonce is new. A pure function.
[[nodiscard]] std::optional<Refusal> turnAway(const ApiRequest& request, const AccessKey& key, WallTime now);

/// Remembers nonces for as long as a request that carries one again could pass. Not thread-safe.
class NonceMemory {
 public:
  /// False if it was there already.
  [[nodiscard]] bool remember(const std::string& nonce, WallTime now);

 private:
  std::multimap<WallTime, std::string> byTime_;
  std::unordered_set<std::string> nonces_;
};

}  // namespace dataworks::emulator
