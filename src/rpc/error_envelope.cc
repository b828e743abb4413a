// SPDX-License-Identifier: Apache-2.0
#include "rpc/error_envelope.h"

#include <array>

#include "wire/read_response.h"

namespace dataworks::detail {

namespace {

using wire::Field;

constexpr std::array<Field, 4> kFields{
    wire::code<ErrorEnvelope, &ErrorEnvelope::code>("Code"),
    wire::text<ErrorEnvelope, &ErrorEnvelope::message>("Message"),
    wire::text<ErrorEnvelope, &ErrorEnvelope::requestId>("RequestId"),
    wire::text<ErrorEnvelope, &ErrorEnvelope::recommend>("Recommend"),
};
constexpr wire::ResponseSchema kShape{.fields = kFields};

}  // namespace

std::optional<ErrorEnvelope> readErrorEnvelope(std::string_view body) {
  ErrorEnvelope envelope;
  if (!wire::readResponseCopy(body, kShape, &envelope).empty() || envelope.code.empty()) return std::nullopt;
  return envelope;
}

}  // namespace dataworks::detail
