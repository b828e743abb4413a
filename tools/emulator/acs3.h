// SPDX-License-Identifier: Apache-2.0
// ACS3-HMAC-SHA256, the signature of the generated SDKs: what the RPC signature puts in parameters is in headers here.
//
// Source: Alibaba Cloud, "V3 request syntax and signature method". Tested with its published vectors.
#pragma once

#include <map>
#include <string>

#include "api.h"

namespace dataworks::emulator {

using Headers = std::map<std::string, std::string>;  // names in lower case

/// If the request has this signature, or a bearer token in its headers, adds the headers as the parameters of the RPC
/// signature, and sets `canonicalRequest` and `unsignedHeader`. `request` must have only the parameters of the query
/// before.
void readAcs3(const Headers& headers, const std::string& body, ApiRequest& request);

[[nodiscard]] std::string sha256Hex(const std::string& text);
[[nodiscard]] std::string acs3StringToSign(const std::string& canonicalRequest);
[[nodiscard]] std::string signAcs3(const std::string& canonicalRequest, const std::string& accessKeySecret);

}  // namespace dataworks::emulator
