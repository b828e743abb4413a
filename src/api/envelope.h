// SPDX-License-Identifier: Apache-2.0
// What the responses of API version 2020-05-18 have in common, and how they are judged: by `Success`. The published
// samples of successes have a filled `ErrorCode` beside it.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "api/gateway_fields.h"
#include "call/call_request.h"
#include "dataworks/error.h"
#include "dataworks/result.h"
#include "dataworks/transport.h"
#include "wire/response_builder.h"

namespace dataworks::detail::api {

struct Envelope : GatewayFields {
  std::string requestId;
  std::optional<bool> success;
  std::string errorCode;
  std::string errorMessage;
  std::size_t invalidUtf8 = 0;
};

// Schemas reach all through a pointer to the `Envelope`.

inline std::size_t& invalidUtf8(void* target) { return static_cast<Envelope*>(target)->invalidUtf8; }

inline wire::SetResult setSuccess(void* target, const wire::Scalar& value, bool again) {
  std::optional<bool>& success = static_cast<Envelope*>(target)->success;
  bool flag = success.value_or(false);
  const wire::SetResult set = wire::setFlag(flag, value, again);
  if (set == wire::SetResult::kYes) success = flag;
  return set;
}

inline constexpr std::array kEnvelopeFields{
    wire::text<Envelope, &Envelope::requestId>("RequestId"),
    wire::Field{.name = "Success", .take = &setSuccess, .strict = true},
    wire::code<Envelope, &Envelope::errorCode>("ErrorCode"),
    wire::text<Envelope, &Envelope::errorMessage>("ErrorMessage"),
    wire::code<Envelope, &Envelope::gatewayCode>("Code"),
    wire::text<Envelope, &Envelope::gatewayMessage>("Message"),
    wire::text<Envelope, &Envelope::gatewayRecommend>("Recommend"),
};

/// The fields of an envelope and one more.
constexpr std::array<wire::Field, kEnvelopeFields.size() + 1> envelopeFieldsAnd(const wire::Field& field) {
  std::array<wire::Field, kEnvelopeFields.size() + 1> fields{};
  std::copy(kEnvelopeFields.begin(), kEnvelopeFields.end(), fields.begin());
  fields.back() = field;
  return fields;
}

/// An envelope and the response that is in it.
template <class Response>
struct Enveloped : Envelope {
  Response response;

  static Response& in(void* envelope) { return static_cast<Enveloped&>(*static_cast<Envelope*>(envelope)).response; }
};

/// What shows that the service did what it was asked to do.
enum class Evidence { kSuccess, kRequestId };

/// Reads the body. Returns what is wrong with it, or empty.
[[nodiscard]] std::string readEnvelope(HttpResponse& response, const wire::ResponseSchema& schema, Envelope& envelope);

/// Returns the error that a response is or reports, if any. `contradicted`: it also says that the service acted.
[[nodiscard]] std::optional<Error> errorIn(const HttpResponse& response, std::string problem, Envelope& envelope,
                                           const CallRequest& request, Evidence evidence = Evidence::kSuccess,
                                           bool contradicted = false);

/// Does both, for an operation that reads: its schema counts `invalidUtf8`.
template <class Response>
Result<Response> decodeEnveloped(HttpResponse& response, const CallRequest& request, const wire::ResponseSchema& schema,
                                 Evidence evidence = Evidence::kSuccess) {
  Enveloped<Response> enveloped;
  std::string problem = readEnvelope(response, schema, enveloped);
  if (auto error = errorIn(response, std::move(problem), enveloped, request, evidence)) return *std::move(error);
  enveloped.response.requestId = std::move(enveloped.requestId);
  enveloped.response.invalidUtf8 = enveloped.invalidUtf8;
  return std::move(enveloped.response);
}

}  // namespace dataworks::detail::api
