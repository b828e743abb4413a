#include "credentials/exchange.h"

#include <algorithm>
#include <memory>
#include <mutex>
#include <utility>
#include <variant>

#include "credentials/json_slices.h"
#include "credentials/patient_lock.h"
#include "credentials/source.h"
#include "rpc/http_date.h"
#include "text/ascii.h"

namespace dataworks::detail {
namespace {

Error unreachable(const TransportFailure& failure, const CredentialsRequest& request, std::string_view who) {
  if (auto error = givenUp(request)) return *std::move(error);
  Error error = credentialsError(std::string(who) + ": " + failure.detail);
  // A timeout of ours, shorter than the caller's, is not the caller's timeout.
  error.kind = failure.kind == ErrorKind::kTimeout ? ErrorKind::kNetwork : failure.kind;
  return error;
}

std::optional<int> number(std::string_view text, std::size_t at, std::size_t digits) {
  const auto value = at + digits <= text.size() ? wholeNumber(text.substr(at, digits)) : std::nullopt;
  return value ? std::optional(static_cast<int>(*value)) : std::nullopt;
}

}  // namespace

WipedRequest providerRequest(std::string method, std::string url) {
  WipedRequest http;
  http.method = std::move(method);
  http.url = std::move(url);
  http.idempotency = Idempotency::kIdempotent;
  http.maxResponseBytes = 64UL * 1024;
  return http;
}

Result<ProviderResponse> exchange(const CredentialsRequest& request, WipedRequest http,
                                  std::chrono::milliseconds within, std::string_view who) {
  if (auto error = givenUp(request)) return *std::move(error);
  if (request.transport == nullptr) return credentialsError(std::string(who) + ": no transport to ask it with");
  http.deadline = std::min(request.deadline, steadyNow(request) + within);

  // Shared: a transport that breaks its promise and responds later finds the box still there.
  struct Box {
    std::mutex mutex;
    std::optional<TransportOutcome> outcome;
  };
  const auto box = std::make_shared<Box>();
  request.transport->send(std::move(http), request.stop, [box](TransportOutcome outcome) {
    const std::lock_guard guard(box->mutex);
    box->outcome = std::move(outcome);
  });

  const std::lock_guard guard(box->mutex);
  if (!box->outcome)
    return credentialsError(std::string(who) + ": the transport did not respond on the calling thread");
  if (const auto* failure = std::get_if<TransportFailure>(&*box->outcome)) {
    return unreachable(*failure, request, who);
  }
  auto& response = std::get<HttpResponse>(*box->outcome);
  return ProviderResponse{response.status, WipedText(std::move(response.body)), parseHttpDate(response.header("Date"))};
}

Error refusedBy(std::string_view who, int status) {
  Error error = credentialsError(std::string(who) + " responded with HTTP status " + std::to_string(status));
  error.httpStatus = status;
  if (status == 429) error.kind = ErrorKind::kThrottled;
  if (status >= 500) error.kind = ErrorKind::kService;
  return error;
}

Result<Credentials> readTemporaryCredentials(std::string_view object, std::string_view who) {
  Credentials credentials;
  credentials.accessKeyId = jsonString(object, "AccessKeyId");
  credentials.accessKeySecret = jsonSecret(object, "AccessKeySecret");
  credentials.securityToken = jsonSecret(object, "SecurityToken");
  const std::string expiration = jsonString(object, "Expiration");
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

std::optional<std::chrono::system_clock::time_point> parseUtc(std::string_view text) {
  using namespace std::chrono;
  const auto y = number(text, 0, 4);
  const auto mo = number(text, 5, 2);
  const auto d = number(text, 8, 2);
  const auto h = number(text, 11, 2);
  const auto mi = number(text, 14, 2);
  const auto s = number(text, 17, 2);
  if (!y || !mo || !d || !h || !mi || !s || *h > 23 || *mi > 59 || *s > 60) return std::nullopt;
  const bool punctuated = text[4] == '-' && text[7] == '-' && text[10] == 'T' && text[13] == ':' && text[16] == ':';
  std::string_view rest = text.substr(19);
  if (rest.starts_with('.')) rest.remove_prefix(std::min(rest.size(), rest.find_first_not_of("0123456789", 1)));
  const year_month_day date{year{*y}, month{static_cast<unsigned>(*mo)}, day{static_cast<unsigned>(*d)}};
  if (!punctuated || rest != "Z" || !date.ok() || *y < 1970) return std::nullopt;
  if (*y > 2200) return sys_days{year{2200} / 1 / 1};  // "never", within the range of the clock
  return sys_days{date} + hours{*h} + minutes{*mi} + seconds{*s};
}

}  // namespace dataworks::detail
