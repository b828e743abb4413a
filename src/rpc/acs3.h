// SPDX-License-Identifier: Apache-2.0
// Signature V3 (ACS3-HMAC-SHA256): what V1 puts among the parameters is in headers here, and the body has only the
// operation's own parameters.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "dataworks/credentials.h"
#include "dataworks/transport.h"
#include "rpc/parameters.h"
#include "rpc/request.h"
#include "rpc/signer.h"

namespace dataworks::detail {

/// The parts of a request that V3 adds.
struct SignedHeaders {
  std::string body;                 ///< The form.
  std::vector<HttpHeader> headers;  ///< Besides `Host` and `Content-Type`, which are signed too.
};

/// Signs a form for `POST /` of `endpoint` (a scheme, the host, and `/`). A bearer token is sent without a signature.
[[nodiscard]] SignedHeaders signedHeaders(std::string_view endpoint, const RpcParameters& own,
                                          const CommonParameters& common, const Credentials& credentials,
                                          Signer& signer);

/// Returns what `signedHeaders` signs, for comparison with what the gateway signed.
[[nodiscard]] std::string acs3StringToSign(std::string_view endpoint, const RpcParameters& own,
                                           const CommonParameters& common, const Credentials& credentials);

/// A header that is signed: its name in lower case, its value without surrounding blanks.
struct SignedHeader {
  std::string_view name;
  std::string_view value;
};

/// Returns the string to sign. `query` is encoded, `headers` are sorted by name, and `names` are theirs, separated by
/// `;`.
[[nodiscard]] std::string acs3StringToSign(std::string_view httpMethod, std::string_view path, std::string_view query,
                                           std::span<const SignedHeader> headers, std::string_view names,
                                           std::string_view bodyHash, Signer& signer);

}  // namespace dataworks::detail
