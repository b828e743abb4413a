// The RPC signature, version 1.0 (HMAC-SHA1), as pure functions: for any RPC product of Alibaba Cloud, and for finding
// out why the gateway says `SignatureDoesNotMatch`.
//
// Source: Alibaba Cloud, "Request syntax and signature method V2 for RPC APIs". Tested with its published vectors.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "dataworks/export.h"

namespace dataworks {

/// Percent-encodes as the signature requires: every byte except `A-Z a-z 0-9 - _ . ~` becomes `%XX`.
[[nodiscard]] DATAWORKS_EXPORT std::string percentEncode(std::string_view text);

/// Returns the string to sign: the method, `%2F` and the canonicalized query of `parameters`. Ignores a parameter named
/// `Signature`.
[[nodiscard]] DATAWORKS_EXPORT std::string rpcStringToSign(std::string_view httpMethod,
                                                           const std::map<std::string, std::string>& parameters);

/// Returns the signature in base64, not yet percent-encoded: `base64(HMAC-SHA1(accessKeySecret + "&", stringToSign))`.
[[nodiscard]] DATAWORKS_EXPORT std::string signRpc(std::string_view httpMethod,
                                                   const std::map<std::string, std::string>& parameters,
                                                   std::string_view accessKeySecret);

}  // namespace dataworks
