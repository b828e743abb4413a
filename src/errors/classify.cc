// SPDX-License-Identifier: Apache-2.0
#include "errors/classify.h"

#include <algorithm>
#include <array>
#include <utility>

#include "errors/codes.h"
#include "errors/retry_pause.h"
#include "text/ascii.h"

namespace dataworks::detail {

namespace {

constexpr std::string_view kLookFirst =
    "The run may have started: look in Operation Center (manually triggered instances) before triggering again.";
constexpr std::string_view kLookAtHistory =
    "The re-run may have started: look at the history of the instance before restarting it again.";

// True if `whole` is not all of `text`, and what stands at `position` of `text` lies inside it.
bool lieInside(std::string_view text, std::size_t position, std::size_t length, std::string_view whole) {
  if (whole.size() <= length || whole.size() >= text.size()) return false;
  const std::size_t first = position + length > whole.size() ? position + length - whole.size() : 0;
  const std::size_t found = text.find(whole, first);
  return found <= position;
}

// True if what stands there is a part of a longer text that the request contained: the name of a flow, a parameter.
bool isQuoted(std::string_view text, std::size_t position, std::size_t length, const RpcParameters& sent) {
  constexpr std::string_view kAroundParts = "\"{}[]=:, ";  // in JSON, and in NAME=VALUE
  for (const RpcParameter& parameter : sent) {
    if (lieInside(text, position, length, parameter.value)) return true;
    for (std::string_view rest = parameter.value; !rest.empty();) {
      const std::size_t end = std::min(rest.find_first_of(kAroundParts), rest.size());
      if (lieInside(text, position, length, rest.substr(0, end))) return true;
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  return false;
}

// True if `word` stands in `text` and is the service's own there, not a quotation of the request.
bool saysItself(std::string_view text, std::string_view word, const RpcParameters& sent) {
  for (std::size_t at = 0; (at = findInAnyCase(text, word, at)) != std::string_view::npos; at += word.size()) {
    if (!isQuoted(text, at, word.size(), sent)) return true;
  }
  return false;
}

const KnownCode* knownBy(std::string_view code, std::string_view message) {
  const KnownCode* known = findCode(code);
  return known != nullptr ? known : findCode(message);
}

// A refusal that contradicts itself proves nothing, and the meaning of its code explains nothing.
void markUnknown(Error& error) {
  if (error.execution == Execution::kNotExecuted) error.hint.clear();
  error.kind = ErrorKind::kService;
  error.execution = Execution::kMaybeExecuted;
}

Error responded(ErrorKind kind, Execution execution) {
  return {.kind = kind, .execution = execution, .phase = Phase::kResponse};
}

bool isGatewayTrouble(int status) { return status >= 500 || status == 408 || (status >= 300 && status < 400); }

// A caller without permission, or over its rate, was stopped at the gateway, whatever the status says.
bool rejectedAtGateway(const KnownCode& known) {
  return known.kind == ErrorKind::kThrottled || known.pattern.starts_with("Forbidden");
}

}  // namespace

bool mentionsServerFailure(std::string_view code, std::string_view message, const RpcParameters& sent) {
  constexpr std::size_t kEnough = 4096;  // to search megabytes would hold up the event loop
  constexpr std::array<std::string_view, 28> kWords{
      "internal",    "timeout",      "timed out",   "time out",    "time-out",     "unknown error", "unknownerror",
      "unavailable", "unexpected",   "exception",   "system busy", "service busy", "server busy",   "system error",
      "systemerror", "server error", "servererror", "超时",        "内部",         "未知",          "异常",
      "繁忙",        "系统错误",     "服务错误",    "服务器错误",  "系统出错",     "服务出错",      "服务器出错"};
  return std::any_of(kWords.begin(), kWords.end(), [&](std::string_view word) {
    return saysItself(code.substr(0, kEnough), word, {}) || saysItself(message.substr(0, kEnough), word, sent);
  });
}

bool mayHideFailure(std::string_view code, std::string_view message, const RpcParameters& sent) {
  if (const KnownCode* known = knownBy(code, message)) return known->execution != Execution::kNotExecuted;
  return mentionsServerFailure(code, message, sent);
}

Error classifyFailure(TransportFailure failure) {
  return {.kind = failure.kind,
          .execution = failure.sent == RequestSent::kNo ? Execution::kNotExecuted : Execution::kMaybeExecuted,
          .phase = failure.phase,
          .message = std::move(failure.detail)};
}

Error classifyErrorResponse(const HttpResponse& response, const std::optional<ErrorEnvelope>& envelope,
                            const RpcParameters& sent, bool saysItStarted) {
  Error error = responded(ErrorKind::kBadResponse, Execution::kMaybeExecuted);
  error.httpStatus = response.status;
  error.retryAfter = retryHint(response);
  if (!envelope) {
    error.message = "unexpected HTTP " + std::to_string(response.status) + " response, not from the service";
    if (isGatewayTrouble(response.status) && response.status >= 400) error.kind = ErrorKind::kService;
    if (response.status == 429) error.kind = ErrorKind::kThrottled;  // by whom, and whether it acted first, is not said
    return error;
  }

  error.code = envelope->code;
  error.message = envelope->message;
  error.requestId = envelope->requestId;
  const KnownCode* known = findCode(error.code);
  if (known != nullptr) error.hint = known->english;
  if (known != nullptr && (!isGatewayTrouble(response.status) || rejectedAtGateway(*known))) {
    error.kind = known->kind;
    error.execution = known->execution;
  } else if (response.status >= 400 && !isGatewayTrouble(response.status)) {
    error.kind = response.status == 429 ? ErrorKind::kThrottled : ErrorKind::kRejected;
    error.execution = Execution::kNotExecuted;
  } else {
    error.kind = ErrorKind::kService;
  }
  if (saysItStarted || mayHideFailure(error.code, error.message, sent)) markUnknown(error);
  // Without a request id it is not certain that this service wrote it, and a proxy's word proves nothing.
  if (error.requestId.empty()) error.execution = Execution::kMaybeExecuted;
  return error;
}

Error classifyRejection(std::string code, std::string message, std::string requestId, const RpcParameters& sent,
                        bool contradicted) {
  Error error = responded(ErrorKind::kRejected, Execution::kNotExecuted);
  error.httpStatus = 200;
  if (const KnownCode* known = knownBy(code, message)) {
    error.kind = known->kind;
    error.execution = known->execution;
    error.hint = known->english;
  }
  error.code = std::move(code);
  error.message = std::move(message);
  error.requestId = std::move(requestId);
  if (contradicted || mayHideFailure(error.code, error.message, sent)) markUnknown(error);
  if (error.requestId.empty()) error.execution = Execution::kMaybeExecuted;  // as above
  return error;
}

Error classifyBadResponse(const HttpResponse& response, std::string whatIsWrong, std::string requestId) {
  Error error = responded(ErrorKind::kBadResponse, Execution::kMaybeExecuted);
  error.httpStatus = response.status;
  error.message = std::move(whatIsWrong);
  error.requestId = std::move(requestId);
  return error;
}

Error classifyMissingId(std::string whatIsWrong, std::string requestId) {
  Error error = responded(ErrorKind::kBadResponse, Execution::kExecuted);
  error.httpStatus = 200;
  error.message = std::move(whatIsWrong);
  error.requestId = std::move(requestId);
  error.hint = "The run was accepted, but its id is not in the response: find it in Operation Center.";
  return error;
}

std::string_view adviceFor(const Error& error, Idempotency idempotency) noexcept {
  if (idempotency == Idempotency::kNotIdempotent && error.execution == Execution::kMaybeExecuted) {
    return error.operation == "RestartInstance" ? kLookAtHistory : kLookFirst;
  }
  switch (error.kind) {
    case ErrorKind::kNetwork: return "Check network, proxy and endpoint.";
    case ErrorKind::kTimeout: return "Check the network, or allow more time.";
    case ErrorKind::kService: return "The service failed; try again later.";
    case ErrorKind::kThrottled: return "Too many requests: slow down and try again.";
    case ErrorKind::kBadResponse:
      return "A proxy or load balancer responded instead of the service: check endpoint and proxy.";
    default: return {};
  }
}

}  // namespace dataworks::detail
