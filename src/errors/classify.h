// SPDX-License-Identifier: Apache-2.0
// The table of evidence: what each kind of failure proves about whether the service acted, in one place.
//
// Pure. It decides the `kind`, `execution` and `hint` of every `Error` that comes from the wire. A code enters its
// table only with a source (see docs/errors.md). In doubt it says `kMaybeExecuted`: a trigger that is not repeated
// costs a check, one that runs twice costs trust.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "dataworks/error.h"
#include "dataworks/transport.h"
#include "rpc/error_envelope.h"
#include "rpc/parameters.h"

namespace dataworks::detail {

/// For a request without a complete response.
[[nodiscard, gnu::cold]] Error classifyFailure(TransportFailure failure);

/// For a response that is not a success: its status is not 2xx, or it has an error envelope whatever the status.
/// `envelope` is what could be read of the body, if anything. `sent` are the parameters of the request, which messages
/// quote. `saysItStarted`: the body contradicts the envelope by also containing the id of a run or saying that the
/// trigger was accepted.
[[nodiscard, gnu::cold]] Error classifyErrorResponse(const HttpResponse& response,
                                                     const std::optional<ErrorEnvelope>& envelope,
                                                     const RpcParameters& sent, bool saysItStarted = false);

/// True if a refusal may not be one, because the service failed while it was acting: by its code if that is known,
/// else by its words.
[[nodiscard, gnu::cold]] bool mayHideFailure(std::string_view code, std::string_view message,
                                             const RpcParameters& sent);

/// True if there are words of a failure in it that are not quoted from the request: a flow may be called
/// "internal_report".
[[nodiscard, gnu::cold]] bool mentionsServerFailure(std::string_view code, std::string_view message,
                                                    const RpcParameters& sent);

/// For a 200 in which the service says, in its own fields (`ReturnCode`, `ErrCode`, `Success`), that it refused.
/// `contradicted`: the response nevertheless contains the id of a run, or the gateway reports trouble.
[[nodiscard, gnu::cold]] Error classifyRejection(std::string code, std::string message, std::string requestId,
                                                 const RpcParameters& sent, bool contradicted);

/// For a 200 whose body is not a valid response: not parseable, cut off, or without the fields that make it one.
[[nodiscard, gnu::cold]] Error classifyBadResponse(const HttpResponse& response, std::string whatIsWrong,
                                                   std::string requestId = {});

/// For an accepted trigger whose run id is missing or invalid: executed, id unknown.
[[nodiscard, gnu::cold]] Error classifyMissingId(std::string whatIsWrong, std::string requestId);

/// Returns the hint for an error that no code explains.
[[nodiscard, gnu::cold]] std::string_view adviceFor(const Error& error, Idempotency idempotency) noexcept;

}  // namespace dataworks::detail
