// The table of evidence: what each kind of failure proves about whether the service acted, in one place.
//
// Pure. It decides `kind`, `execution` and `hint` of every `Error` that comes from the wire; a code enters its table
// only with a source (see docs/errors.md). When in doubt it says `kMaybeExecuted`: a trigger that is not repeated costs
// a look, one that runs twice costs trust.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "dataworks/error.h"
#include "dataworks/transport.h"
#include "rpc/error_envelope.h"

namespace dataworks {

/// No complete answer came.
[[nodiscard, gnu::cold]] Error judgeFailure(TransportFailure failure);

/// An answer that is no success: a status other than 2xx, or an error envelope whatever the status. `envelope` is what
/// could be read of the body, if anything. `saysItStarted`: an id of a run or the word that it was accepted stands
/// beside it, which contradicts it.
[[nodiscard, gnu::cold]] Error judgeErrorAnswer(const HttpResponse& response,
                                                const std::optional<ErrorEnvelope>& envelope,
                                                bool saysItStarted = false);

/// True of words by which a refusal gives away that it is none: the service lost its way while it was acting.
[[nodiscard, gnu::cold]] bool speaksOfTrouble(std::string_view code, std::string_view message);

/// A 200 in which the service says, in its own fields, that it did not do it (`ReturnCode`, `ErrCode`, `Success`).
/// `contradicted`: the id of a run, or the gateway's word of trouble, is there all the same.
[[nodiscard, gnu::cold]] Error judgeRefusal(std::string code, std::string message, std::string requestId,
                                            bool contradicted);

/// A 200 whose body is no valid answer: not parseable, cut off, or without the fields that make it one.
[[nodiscard, gnu::cold]] Error judgeBadAnswer(const HttpResponse& response, std::string whatIsWrong,
                                              std::string requestId = {});

/// The service accepted, but the id of the run is missing or absurd: executed, id unknown.
[[nodiscard, gnu::cold]] Error judgeMissingId(std::string whatIsWrong, std::string requestId);

/// The hint for an error that no code explains.
[[nodiscard, gnu::cold]] std::string_view adviceFor(const Error& error, Idempotency idempotency) noexcept;

}  // namespace dataworks
