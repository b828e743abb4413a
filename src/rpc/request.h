// SPDX-License-Identifier: Apache-2.0
// The parameters of a signed request: the operation's own, the common ones and the signature.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "dataworks/credentials.h"
#include "rpc/parameters.h"
#include "rpc/signer.h"

namespace dataworks::detail {

/// What the signature covers besides the operation's own parameters.
struct CommonParameters {
  std::string_view action;
  std::string_view version;
  std::string_view format;  ///< `JSON` or `XML`
  std::string_view regionId;
  std::string_view nonce;
  std::string_view timestamp;  ///< `2026-11-22T16:00:04Z`
};

/// Returns the canonicalized query with the signature at its end, fit as a form body and as a URL query.
[[nodiscard]] std::string signedForm(std::string_view httpMethod, const RpcParameters& own,
                                     const CommonParameters& common, const Credentials& credentials, Signer& signer);

/// Returns what `signedForm` signs, for comparison with what the gateway signed.
[[nodiscard]] std::string stringToSign(std::string_view httpMethod, const RpcParameters& own,
                                       const CommonParameters& common, const Credentials& credentials);

}  // namespace dataworks::detail
