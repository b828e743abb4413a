// SPDX-License-Identifier: Apache-2.0
// Responses as bytes: two dialects (what official SDKs parse, and what the reference's samples show), each in JSON and
// XML.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "api.h"

namespace dataworks::emulator {

enum class Dialect {
  kWire,  // PascalCase, the list in Data.NodeInsInfo, epoch milliseconds, no field where there is no value
  /// Version 2018-06-01: camelCase, the list in data, texts in UTC+8, null (XML: an empty element) where there is no
  /// value. Version 2020-05-18: as `kWire`, but a success has an ErrorCode.
  kReference,
};

enum class Format { kJson, kXml };

struct RawResponse {
  int status = 200;
  std::string contentType = {};
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string body = {};
};

/// XML unless the request asks for JSON, as at the gateway.
[[nodiscard]] Format formatOf(const ApiRequest& request);

[[nodiscard]] RawResponse render(const Content& content, const std::string& requestId, const std::string& action,
                                 Format format, Dialect dialect);

}  // namespace dataworks::emulator
