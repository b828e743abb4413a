// SPDX-License-Identifier: Apache-2.0
// The two signatures as pure functions: for any RPC product of Alibaba Cloud, and for finding the reason of a
// `SignatureDoesNotMatch`.
//
// Sources: Alibaba Cloud, "Request syntax and signature method V2 for RPC APIs" (HMAC-SHA1, here V1, after its
// `SignatureVersion`) and "V3 request body & signature mechanism" (ACS3-HMAC-SHA256). Tested with published vectors.
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

/// A request for signature V3.
struct Acs3Request {
  std::string method = "POST";                   ///< The HTTP method.
  std::string path = "/";                        ///< Percent-encoded.
  std::map<std::string, std::string> query{};    ///< Not encoded.
  std::map<std::string, std::string> headers{};  ///< Of these `host`, `content-type` and `x-acs-*` are signed.
  std::string body{};                            ///< As sent; may be empty.
};

/// Returns the string to sign: `ACS3-HMAC-SHA256`, a line end, and the hex SHA-256 of the canonical request.
[[nodiscard]] DATAWORKS_EXPORT std::string acs3StringToSign(const Acs3Request& request);

/// Returns the signature in hex: `hex(HMAC-SHA256(accessKeySecret, stringToSign))`.
[[nodiscard]] DATAWORKS_EXPORT std::string signAcs3(const Acs3Request& request, std::string_view accessKeySecret);

}  // namespace dataworks
