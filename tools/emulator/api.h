// What the parts of the emulator exchange: a request as it came off the wire, and the response before it is written in
// one of the dialects and formats.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <variant>

#include "dataworks/manual_dag.h"

namespace dataworks::emulator {

using WallTime = std::chrono::system_clock::time_point;

/// Query and form body together, decoded.
struct ApiRequest {
  std::string method = "POST";
  std::map<std::string, std::string> parameters;
  std::string canonicalRequest = {};  // what was signed, if the signature is that of acs3.h

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
  std::string requestId = {};
};

using ApiResponse = std::variant<Rejection, CreateManualDagResponse, SearchManualDagNodeInstanceResponse>;

}  // namespace dataworks::emulator
