// A signed request's parameters: the operation's own, the common ones, the signature.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "dataworks/credentials.h"
#include "rpc/parameters.h"
#include "rpc/signer.h"

namespace dataworks {

/// What the signature covers beside the operation's own parameters.
struct CommonParameters {
  std::string_view action;
  std::string_view version;
  std::string_view format;  ///< `JSON` or `XML`
  std::string_view regionId;
  std::string_view nonce;
  std::string_view timestamp;  ///< `2026-11-22T16:00:04Z`
};

/// `2026-11-22T16:00:04Z`: a time as the signature wants it.
[[nodiscard]] std::string isoTimestamp(std::chrono::system_clock::time_point time);

/// The canonicalized query with the signature at its end: at once a form body and a URL query.
[[nodiscard]] std::string signedForm(std::string_view httpMethod, const RpcParameters& own,
                                     const CommonParameters& common, const Credentials& credentials, Signer& signer);

/// What `signedForm` signs, for comparing it with the gateway's own.
[[nodiscard]] std::string stringToSign(std::string_view httpMethod, const RpcParameters& own,
                                       const CommonParameters& common, const Credentials& credentials);

}  // namespace dataworks
