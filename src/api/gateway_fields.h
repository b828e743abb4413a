// The gateway's error envelope, read along with an operation's own fields: it comes with a status of 200, too.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "rpc/error_envelope.h"

namespace dataworks::api {

/// Base of the structs that answers are read into.
struct GatewayFields {
  std::string gatewayCode;
  std::string gatewayMessage;
  std::string gatewayRecommend;
};

/// The envelope, if there is one.
inline std::optional<ErrorEnvelope> envelopeIn(GatewayFields&& fields, std::string requestId) {
  if (fields.gatewayCode.empty()) return std::nullopt;
  return ErrorEnvelope{.code = std::move(fields.gatewayCode),
                       .message = std::move(fields.gatewayMessage),
                       .requestId = std::move(requestId),
                       .recommend = std::move(fields.gatewayRecommend)};
}

inline bool isSuccess(int httpStatus) noexcept { return httpStatus >= 200 && httpStatus < 300; }

}  // namespace dataworks::api
