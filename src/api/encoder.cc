// SPDX-License-Identifier: Apache-2.0
#include "api/encoder.h"

#include <utility>

#include "api/validation.h"

namespace dataworks::detail::api {

Encoder::Encoder(std::string_view action, const std::string& regionId)
    : call_{.action = std::string(action), .version = "2020-05-18", .regionId = regionId} {
  require(checkOptional("regionId", regionId));
}

Encoder& Encoder::id(std::string_view field, std::string_view name, std::int64_t id) {
  if (id <= 0) return require(std::string(field) + " is " + std::to_string(id) + "; ids are greater than 0");
  return add(name, std::to_string(id));
}

Encoder& Encoder::optionalId(std::string_view field, std::string_view name, std::int64_t id) {
  return id == 0 ? *this : this->id(field, name, id);
}

Encoder& Encoder::text(std::string_view field, std::string_view name, const std::string& text) {
  return require(checkRequired(field, text)).add(name, text);
}

Encoder& Encoder::optionalText(std::string_view field, std::string_view name, const std::string& text) {
  return require(checkOptional(field, text)).add(name, text);
}

Encoder& Encoder::environment(ProjectEnv env) { return add("ProjectEnv", env == ProjectEnv::kDev ? "DEV" : "PROD"); }

Encoder& Encoder::add(std::string_view name, std::string value) {
  if (!value.empty()) call_.parameters.emplace_back(name, std::move(value));
  return *this;
}

Encoder& Encoder::require(bool holds, std::string_view problem) {
  return holds ? *this : require(std::string(problem));
}

Encoder& Encoder::require(const std::optional<std::string>& problem) {
  if (problem && problem_.empty()) problem_ = *problem;
  return *this;
}

Result<CallRequest> Encoder::finish(Idempotency idempotency) {
  if (!problem_.empty()) return invalidRequest(call_.action, std::move(problem_));
  call_.idempotency = idempotency;
  return std::move(call_);
}

}  // namespace dataworks::detail::api
