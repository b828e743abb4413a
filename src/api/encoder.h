// SPDX-License-Identifier: Apache-2.0
// Builds a call of API version 2020-05-18 from the fields of its request, checked on the way. The first problem counts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "call/call_request.h"
#include "dataworks/manual_dag.h"
#include "dataworks/result.h"

namespace dataworks::detail::api {

class Encoder {
 public:
  Encoder(std::string_view action, const std::string& regionId);

  // `field` is the field in the request's struct, `name` the parameter on the wire.

  Encoder& id(std::string_view field, std::string_view name, std::int64_t id);  ///< Required.
  Encoder& optionalId(std::string_view field, std::string_view name, std::int64_t id);
  Encoder& text(std::string_view field, std::string_view name, const std::string& text);  ///< Required.
  Encoder& optionalText(std::string_view field, std::string_view name, const std::string& text);
  Encoder& environment(ProjectEnv env);

  Encoder& add(std::string_view name, std::string value);       ///< Unless it is empty.
  Encoder& require(bool holds, std::string_view problem);       ///< What else must hold.
  Encoder& require(const std::optional<std::string>& problem);  ///< The same, as validation.h says it.

  [[nodiscard]] Result<CallRequest> finish(Idempotency idempotency);

 private:
  CallRequest call_;
  std::string problem_;
};

}  // namespace dataworks::detail::api
