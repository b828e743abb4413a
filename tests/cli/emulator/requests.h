// SPDX-License-Identifier: Apache-2.0
// Signed requests, as a client would send them.
#pragma once

#include <map>
#include <string>

#include "acs3.h"
#include "actions.h"
#include "api.h"
#include "dataworks/signature.h"
#include "gateway.h"
#include "text/time.h"

namespace dataworks::emulator {

using Parameters = std::map<std::string, std::string>;

inline WallTime morning() {  // 08:00 in Shanghai
  return std::chrono::sys_days(std::chrono::year(2026) / 11 / 23);
}

/// The parameters of every request, unsigned.
inline Parameters commonParameters(const std::string& action, const std::string& nonce, WallTime now = morning()) {
  return {{"Action", action},
          {"Version", "2018-06-01"},
          {"Format", "JSON"},
          {"AccessKeyId", "testid"},
          {"SignatureMethod", "HMAC-SHA1"},
          {"SignatureVersion", "1.0"},
          {"SignatureNonce", nonce},
          {"Timestamp", detail::isoTimestamp(now)},
          {"RegionId", "cn-shanghai"}};
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

/// Adds the hash of the body, and returns an authorization that signs all headers.
inline std::string authorize(Headers& headers, const Parameters& query, const std::string& body) {
  headers["x-acs-content-sha256"] = sha256Hex(body);
  std::string names;
  for (const auto& [name, value] : headers) names += (names.empty() ? "" : ";") + name;
  const std::string unsignedText = "ACS3-HMAC-SHA256 Credential=testid,SignedHeaders=" + names + ",Signature=";
  Headers withAuthorization = headers;
  withAuthorization["authorization"] = unsignedText;
  ApiRequest request{"POST", query};
  readAcs3(withAuthorization, body, request);
  return unsignedText + signAcs3(request.canonicalRequest, "testsecret");
}

}  // namespace dataworks::emulator
