// SPDX-License-Identifier: Apache-2.0
// The gateway's error envelope, read along with an operation's own fields: it may come with status 200, too.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "rpc/error_envelope.h"
#include "text/ascii.h"

namespace dataworks::detail::api {

/// Base of the structs that responses are read into.
struct GatewayFields {
  std::string gatewayCode;
  std::string gatewayMessage;
  std::string gatewayRecommend;
};

/// Returns the envelope, if there is one.
inline std::optional<ErrorEnvelope> envelopeIn(const GatewayFields& fields, const std::string& requestId) {
  if (fields.gatewayCode.empty()) return std::nullopt;
  return ErrorEnvelope{.code = fields.gatewayCode,
                       .message = fields.gatewayMessage,
                       .requestId = requestId,
                       .recommend = fields.gatewayRecommend};
}

/// True for "0", which the service promises, and for what others write in its place.
inline bool meansSuccess(std::string_view code) noexcept {
  const bool isZero = !code.empty() && code.find_first_not_of("0.+-") == std::string_view::npos;
  return isZero || code == "200" || equalInAnyCase(code, "ok") || equalInAnyCase(code, "success") ||
         equalInAnyCase(code, "none");
}

/// True for "00" or "OK": neither a code of the service nor the "0" that it promises, so no ground to say that it
/// refused.
inline bool isNonStandardSuccess(std::string_view code) noexcept { return code != "0" && meansSuccess(code); }

inline bool isSuccess(int httpStatus) noexcept { return httpStatus >= 200 && httpStatus < 300; }

}  // namespace dataworks::detail::api
