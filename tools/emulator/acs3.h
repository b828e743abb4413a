// ACS3-HMAC-SHA256, as the generated SDKs sign: what the RPC signature has in parameters stands in headers.
//
// Source: Alibaba Cloud, "V3 request syntax and signature method". Tested with its published vectors.
#pragma once

#include <map>
#include <string>

#include "api.h"

namespace dataworks::emulator {

using Headers = std::map<std::string, std::string>;  // names in lower case

/// If the request is signed this way, turns its headers into the parameters that the RPC signature has, and sets
/// `canonicalRequest`. Until then `request` has the parameters of the query only.
void readAcs3(const Headers& headers, const std::string& body, ApiRequest& request);

[[nodiscard]] std::string acs3StringToSign(const std::string& canonicalRequest);
[[nodiscard]] std::string signAcs3(const std::string& canonicalRequest, const std::string& accessKeySecret);

}  // namespace dataworks::emulator
