// SPDX-License-Identifier: Apache-2.0
// What the parts of the emulator exchange: a request as it came off the wire, and the content of a response before it
// is written in one of the dialects and formats.
#pragma once

#include <chrono>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <variant>

namespace dataworks::emulator {

inline constexpr const char* kBearerToken = "BEARERTOKEN";  // the SignatureType of requests with a bearer token

using WallTime = std::chrono::system_clock::time_point;

/// Query and form body together, decoded.
struct ApiRequest {
  std::string method = "POST";
  std::map<std::string, std::string> parameters;
  std::string canonicalRequest = {};  // what was signed, if the signature is that of acs3.h
  std::string unsignedHeader = {};    // then a header that should be signed, and is not

  [[nodiscard]] const std::string& operator[](const std::string& name) const {
    static const std::string none;
    const auto found = parameters.find(name);
    return found == parameters.end() ? none : found->second;
  }
};

/// An error envelope.
struct Rejection {
  int httpStatus = 400;
  std::string code;
  std::string message;
  std::optional<std::chrono::milliseconds> retryAfter = {};
};

/// The fields of a response without its request id, named and ordered as official SDKs expect them. Times are epoch
/// milliseconds; null is "no value".
using Tree = nlohmann::ordered_json;

using Content = std::variant<Rejection, Tree>;

}  // namespace dataworks::emulator
