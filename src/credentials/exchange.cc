// SPDX-License-Identifier: Apache-2.0
#include "credentials/exchange.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <variant>

#include "credentials/json.h"
#include "credentials/source.h"
#include "errors/codes.h"
#include "errors/retry_pause.h"
#include "rpc/error_envelope.h"
#include "text/ascii.h"
#include "text/number.h"
#include "text/time.h"

namespace dataworks::detail {
namespace {

Error unreachable(const TransportFailure& failure, const FetchContext& context, const CredentialsServer& server) {
  if (auto error = givenUp(context)) return *std::move(error);
  Error error = credentialsError(server.name + ": " + failure.detail, server.hint);
  // A timeout of ours, shorter than the caller's, is not the caller's timeout.
  error.kind = failure.kind == ErrorKind::kTimeout ? ErrorKind::kNetwork : failure.kind;
  return error;
}

ErrorKind kindOf(const ProviderResponse& response, std::string_view code) {
  if (response.status == 429 || code.starts_with("Throttling")) return ErrorKind::kThrottled;
  return response.status >= 500 ? ErrorKind::kService : ErrorKind::kCredentials;
}

/// STS quotes the string to sign, and with it the security token, when a signature does not match.
std::string withoutStringToSign(std::string message) {
  if (const auto at = message.find("string to sign"); at != std::string::npos) message.resize(at + 14);
  return message;
}

std::string hintFor(const Error& error, const CredentialsServer& server) {
  if (error.kind == ErrorKind::kThrottled) return "It is asked too often: slow down and try again.";
  if (error.kind == ErrorKind::kService) return "Try again later.";
  const bool forbidden = error.code.starts_with("NoPermission") || error.code.starts_with("Forbidden");
  if (forbidden && !server.ifForbidden.empty()) return server.ifForbidden;
  const KnownCode* known = findCode(error.code);  // what others mean is about requests to DataWorks
  return known != nullptr && known->kind == ErrorKind::kCredentials ? std::string(known->english) : server.hint;
}

}  // namespace

std::optional<std::chrono::system_clock::time_point> parseExpiration(std::string_view text) {
  using std::chrono::hours;
  using std::chrono::minutes;
  if (const auto count = wholeNumber(text)) {
    constexpr std::int64_t kSecondsUpTo = 100'000'000'000;  // a time 3000 years from now, or milliseconds of 1973
    return timeOfEpochMilliseconds(*count < kSecondsUpTo ? *count * 1000 : *count);
  }
  const auto sign = text.find_last_of("+-");
  if (text.ends_with('Z') || sign == std::string_view::npos || sign < 19) return parseUtc(text);
  const std::string_view offset = text.substr(sign + 1);  // `08:00` or `0800`
  const bool colon = offset.size() == 5 && offset[2] == ':';
  if (!colon && offset.size() != 4) return std::nullopt;
  const auto hour = wholeNumber(offset.substr(0, 2));
  const auto minute = wholeNumber(offset.substr(colon ? 3 : 2));
  const auto time = parseUtc(std::string(text.substr(0, sign)) + 'Z');
  if (!hour || *hour > 15 || !minute || *minute > 59 || !time) return std::nullopt;
  const auto ahead = hours(*hour) + minutes(*minute);
  return text[sign] == '+' ? *time - ahead : *time + ahead;
}

HttpRequest providerRequest(std::string method, std::string url) {
  HttpRequest http;
  http.method = std::move(method);
  http.url = std::move(url);
  http.idempotency = Idempotency::kIdempotent;
  http.maxResponseBytes = 64UL * 1024;
  return http;
}

Result<ProviderResponse> exchange(const FetchContext& context, HttpRequest http, std::chrono::milliseconds within,
                                  const CredentialsServer& server) {
  if (auto error = givenUp(context)) return *std::move(error);
  if (!context.send) return credentialsError(server.name + ": no HTTP to ask it with");
  http.deadline = std::min(context.deadline, steadyNow(context) + within);
  TransportOutcome outcome = context.send(std::move(http), context.stop);
  if (const auto* failure = std::get_if<TransportFailure>(&outcome)) return unreachable(*failure, context, server);
  auto& response = std::get<HttpResponse>(outcome);
  return ProviderResponse{response.status, std::move(response.body), parseHttpDate(response.header("Date")),
                          retryHint(response)};
}

Error refusedBy(const CredentialsServer& server, const ProviderResponse& response) {
  Error error = credentialsError(server.name);
  error.httpStatus = response.status;
  auto envelope = readErrorEnvelope(response.body);
  if (envelope) {
    error.message += " refused";
    if (!envelope->message.empty()) error.message += ": " + withoutStringToSign(std::move(envelope->message));
    error.code = std::move(envelope->code);
    error.requestId = std::move(envelope->requestId);
  } else {
    error.message += " responded with HTTP status " + std::to_string(response.status);
  }
  error.kind = kindOf(response, error.code);
  error.retryAfter = response.retryAfter;
  error.hint = hintFor(error, server);
  return error;
}

Result<Credentials> readTemporaryCredentials(const ProviderResponse& response, const CredentialsServer& server,
                                             std::string_view inside) {
  const JsonValue json = parseJson(response.body).value;
  const std::string code = json.text("Code");
  if (!code.empty() && !equalInAnyCase(code, "Success")) return refusedBy(server, response);

  const JsonValue object = inside.empty() ? json : json[inside];
  Credentials credentials;
  credentials.accessKeyId = object.text("AccessKeyId");
  credentials.accessKeySecret = object.secret("AccessKeySecret");
  credentials.securityToken = object.secret("SecurityToken");
  const std::string expiration = object.text("Expiration");
  credentials.expiration = parseExpiration(expiration);
  credentials.source = server.name;

  const char* missing = credentials.accessKeyId.empty()                  ? "AccessKeyId"
                        : credentials.accessKeySecret.empty()            ? "AccessKeySecret"
                        : credentials.securityToken.empty()              ? "SecurityToken"
                        : !expiration.empty() && !credentials.expiration ? "a valid Expiration"
                                                                         : nullptr;
  if (missing == nullptr) return credentials;
  Error error = credentialsError(server.name + " responded without " + missing, server.hint);
  error.kind = ErrorKind::kBadResponse;
  return error;
}

}  // namespace dataworks::detail
