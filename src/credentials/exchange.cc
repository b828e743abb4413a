#include "credentials/exchange.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "credentials/source.h"
#include "text/ascii.h"
#include "text/time.h"

namespace dataworks::detail {
namespace {

Error unreachable(const TransportFailure& failure, const FetchContext& context, std::string_view who) {
  if (auto error = givenUp(context)) return *std::move(error);
  Error error = credentialsError(std::string(who) + ": " + failure.detail);
  // A timeout of ours, shorter than the caller's, is not the caller's timeout.
  error.kind = failure.kind == ErrorKind::kTimeout ? ErrorKind::kNetwork : failure.kind;
  return error;
}

}  // namespace

HttpRequest providerRequest(std::string method, std::string url) {
  HttpRequest http;
  http.method = std::move(method);
  http.url = std::move(url);
  http.idempotency = Idempotency::kIdempotent;
  http.maxResponseBytes = 64UL * 1024;
  return http;
}

Result<ProviderResponse> exchange(const FetchContext& context, HttpRequest http, std::chrono::milliseconds within,
                                  std::string_view who) {
  if (auto error = givenUp(context)) return *std::move(error);
  if (!context.send) return credentialsError(std::string(who) + ": no HTTP to ask it with");
  http.deadline = std::min(context.deadline, steadyNow(context) + within);
  TransportOutcome outcome = context.send(std::move(http), context.stop);
  if (const auto* failure = std::get_if<TransportFailure>(&outcome)) return unreachable(*failure, context, who);
  auto& response = std::get<HttpResponse>(outcome);
  return ProviderResponse{response.status, std::move(response.body), parseHttpDate(response.header("Date"))};
}

Error refusedBy(std::string_view who, int status) {
  Error error = credentialsError(std::string(who) + " responded with HTTP status " + std::to_string(status));
  error.httpStatus = status;
  if (status == 429) error.kind = ErrorKind::kThrottled;
  if (status >= 500) error.kind = ErrorKind::kService;
  return error;
}

Result<Credentials> readTemporaryCredentials(const JsonValue& object, std::string_view who) {
  Credentials credentials;
  credentials.accessKeyId = object.text("AccessKeyId");
  credentials.accessKeySecret = object.secret("AccessKeySecret");
  credentials.securityToken = object.secret("SecurityToken");
  const std::string expiration = object.text("Expiration");
  credentials.expiration = parseUtc(expiration);
  credentials.source = who;

  const char* missing = credentials.accessKeyId.empty()                  ? "AccessKeyId"
                        : credentials.accessKeySecret.empty()            ? "AccessKeySecret"
                        : credentials.securityToken.empty()              ? "SecurityToken"
                        : !expiration.empty() && !credentials.expiration ? "a valid Expiration"
                                                                         : nullptr;
  if (missing == nullptr) return credentials;
  Error error = credentialsError(std::string(who) + " responded without " + missing);
  error.kind = ErrorKind::kBadResponse;
  return error;
}

}  // namespace dataworks::detail
