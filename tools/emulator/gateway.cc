// SPDX-License-Identifier: Apache-2.0
#include "gateway.h"

#include <algorithm>
#include <string_view>

#include "acs3.h"
#include "actions.h"
#include "dataworks/signature.h"
#include "parameters.h"
#include "text/time.h"

namespace dataworks::emulator {
namespace {

using namespace std::chrono_literals;

constexpr auto kTimestampTolerance = 15min;

Rejection missing(std::string_view parameter) {
  return {400, "MissingParameter", "The parameter " + std::string(parameter) + " is required."};
}

std::string actionsOf(const std::string& version) {
  std::string names;
  for (const Action& action : kActions) {
    if (action.version == version) names += (names.empty() ? "" : ", ") + std::string(action.name);
  }
  return names;
}

std::optional<Rejection> checkAction(const ApiRequest& request) {
  if (request["Action"].empty()) return missing("Action");
  const std::string& version = request["Version"];
  if (version.empty()) return missing("Version");
  if (std::ranges::find(kActions, version, &Action::version) == kActions.end()) {
    return Rejection{400, "InvalidVersion", "The emulator supports the versions 2018-06-01 and 2020-05-18."};
  }
  const Action* action = findAction(request["Action"]);
  if (action == nullptr || action->version != version) {
    return Rejection{404, "InvalidApi.NotFound",
                     "Unknown action " + request["Action"] + " in version " + version + "; the emulator supports " +
                         actionsOf(version) + "."};
  }
  return std::nullopt;
}

bool isAcs3(const ApiRequest& request) { return !request.canonicalRequest.empty(); }
bool isBearer(const ApiRequest& request) { return request["SignatureType"] == kBearerToken; }

std::optional<Rejection> checkRpcScheme(const ApiRequest& request) {
  for (const char* name : {"SignatureMethod", "SignatureVersion"}) {
    if (request[name].empty()) return missing(name);
  }
  if (request["SignatureMethod"] != "HMAC-SHA1") return invalid("SignatureMethod", "HMAC-SHA1");
  if (request["SignatureVersion"] != "1.0") return invalid("SignatureVersion", "1.0");
  return std::nullopt;
}

std::optional<Rejection> checkSigned(const ApiRequest& request) {
  if (request["AccessKeyId"].empty()) return missing("AccessKeyId");
  if (request["Signature"].empty()) return Rejection{400, "IncompleteSignature", "The request is not signed."};
  if (!isAcs3(request)) return checkRpcScheme(request);
  if (request.unsignedHeader.empty()) return std::nullopt;
  return Rejection{400, "IncompleteSignature", "The header " + request.unsignedHeader + " is not signed."};
}

std::optional<Rejection> checkCommonParameters(const ApiRequest& request) {
  for (const char* name : {"SignatureNonce", "Timestamp"}) {
    if (request[name].empty()) return missing(name);
  }
  const std::string& format = request["Format"];
  if (!format.empty() && format != "JSON" && format != "json" && format != "XML" && format != "xml") {
    return invalid("Format", "JSON or XML");
  }
  if (!isBearer(request)) return checkSigned(request);
  return request["BearerToken"].empty() ? std::optional(missing("BearerToken")) : std::nullopt;
}

/// Parses `2026-11-23T08:00:00Z`, without a fraction.
std::optional<WallTime> parseTimestamp(std::string_view text) {
  static constexpr std::size_t kLength = std::string_view("2026-11-23T08:00:00Z").size();
  return text.size() == kLength ? detail::parseUtc(text) : std::nullopt;
}

std::optional<Rejection> checkTimestamp(const ApiRequest& request, WallTime now) {
  const auto timestamp = parseTimestamp(request["Timestamp"]);
  if (!timestamp) {
    return Rejection{400, "InvalidTimeStamp.Format", "The Timestamp is not of the form 2026-11-23T08:00:00Z."};
  }
  if (*timestamp < now - kTimestampTolerance || *timestamp > now + kTimestampTolerance) {
    return Rejection{400, "InvalidTimeStamp.Expired", "The Timestamp is more than 15 minutes away from this clock."};
  }
  return std::nullopt;
}

std::optional<Rejection> checkSignature(const ApiRequest& request, const AccessKey& key) {
  if (isBearer(request)) return std::nullopt;  // the token is the proof; any is accepted
  if (request["AccessKeyId"] != key.id) {
    return Rejection{404, "InvalidAccessKeyId.NotFound", "No access key has this id."};
  }
  const std::string signature = isAcs3(request) ? signAcs3(request.canonicalRequest, key.secret)
                                                : signRpc(request.method, request.parameters, key.secret);
  if (request["Signature"] == signature) return std::nullopt;
  // The gateway's own wording: clients search for the string to sign behind it.
  return Rejection{400, "SignatureDoesNotMatch",
                   "Specified signature is not matched with our calculation. server string to sign is:" +
                       (isAcs3(request) ? acs3StringToSign(request.canonicalRequest)
                                        : rpcStringToSign(request.method, request.parameters))};
}

}  // namespace

std::optional<Rejection> checkRequest(const ApiRequest& request, const AccessKey& key, WallTime now) {
  auto rejection = checkAction(request);
  if (!rejection) rejection = checkCommonParameters(request);
  if (!rejection) rejection = checkTimestamp(request, now);
  if (!rejection) rejection = checkSignature(request, key);
  return rejection;
}

bool NonceMemory::remember(const std::string& nonce, WallTime now) {
  // A request passes up to 15 minutes before and after its timestamp: 30 minutes between two copies at most.
  while (!byTime_.empty() && byTime_.begin()->first < now - 2 * kTimestampTolerance) {
    nonces_.erase(byTime_.begin()->second);
    byTime_.erase(byTime_.begin());
  }
  if (!nonces_.insert(nonce).second) return false;
  byTime_.emplace(now, nonce);
  return true;
}

}  // namespace dataworks::emulator
