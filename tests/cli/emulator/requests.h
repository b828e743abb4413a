// Signed requests, as a client would send them.
#pragma once

#include <map>
#include <string>

#include "api.h"
#include "dataworks/signature.h"
#include "gateway.h"

namespace dataworks::emulator {

using Parameters = std::map<std::string, std::string>;

/// What every request carries, unsigned, as of 2026-11-23T00:00:00Z.
inline Parameters commonParameters(const std::string& action, const std::string& nonce) {
  return {{"Action", action},
          {"Version", "2018-06-01"},
          {"Format", "JSON"},
          {"AccessKeyId", "testid"},
          {"SignatureMethod", "HMAC-SHA1"},
          {"SignatureVersion", "1.0"},
          {"SignatureNonce", nonce},
          {"Timestamp", "2026-11-23T00:00:00Z"},
          {"RegionId", "cn-shanghai"}};
}

inline WallTime morning() {  // the moment of `commonParameters`; 08:00 in Shanghai
  return std::chrono::sys_days(std::chrono::year(2026) / 11 / 23);
}

inline ApiRequest sign(Parameters parameters, const std::string& method = "POST",
                       const std::string& secret = "testsecret") {
  parameters["Signature"] = signRpc(method, parameters, secret);
  return {method, std::move(parameters)};
}

inline std::string formText(const Parameters& parameters) {
  std::string text;
  for (const auto& [name, value] : parameters) {
    text += (text.empty() ? "" : "&") + percentEncode(name) + '=' + percentEncode(value);
  }
  return text;
}

}  // namespace dataworks::emulator
