#include "doctor_checks.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "duration.h"

namespace dataworks::cli {

namespace {

std::string withCode(const Error& error) {
  if (error.code.empty()) return error.message;
  return error.message.empty() ? error.code : error.code + ": " + error.message;
}

std::string withHint(const Error& error) {
  return error.hint.empty() ? withCode(error) : withCode(error) + "; " + error.hint;
}

bool isMissingPermission(std::string_view code) {
  return code.starts_with("Forbidden") || code.starts_with("NoPermission") || code.starts_with("ResourceNotAuthorized");
}

std::string whereItFailed(const std::string& endpoint, const TransportFailure& failure) {
  switch (failure.phase) {
    case Phase::kResolve: return "the name of " + endpoint + " cannot be resolved";
    case Phase::kConnect: return "no connection to " + endpoint;
    case Phase::kTls: return "TLS failed with " + endpoint + " (a proxy that opens TLS needs --ca-file)";
    default: return "no answer from " + endpoint;
  }
}

}  // namespace

std::string_view name(CheckState state) {
  switch (state) {
    case CheckState::kGood: return "ok";
    case CheckState::kWarning: return "warning";
    case CheckState::kBad: return "failed";
    case CheckState::kSkipped: break;
  }
  return "skipped";
}

Check checkReach(const std::string& endpoint, const TransportOutcome& outcome) {
  if (const auto* failure = std::get_if<TransportFailure>(&outcome)) {
    return {"reach", CheckState::kBad, whereItFailed(endpoint, *failure) + ": " + failure->detail,
            ExitCode::kNotReached};
  }
  const int status = std::get<HttpResponse>(outcome).status;
  const bool tls = endpoint.starts_with("https://");
  return {"reach", CheckState::kGood,
          endpoint + " answers" + (tls ? ", certificate verified" : "") + " (HTTP " + std::to_string(status) + ")"};
}

Check checkClock(std::string_view dateHeader, std::chrono::system_clock::time_point now) {
  const auto there = readHttpDate(dateHeader);
  if (!there) return {"clock", CheckState::kSkipped, "the answer carries no date"};
  const auto skew = std::chrono::duration_cast<std::chrono::seconds>(now - *there);
  const auto size = skew < std::chrono::seconds(0) ? -skew : skew;
  const std::string by =
      size < std::chrono::seconds(2)
          ? "agrees with the service's"
          : "is " + formatDuration(size) + (skew.count() > 0 ? " ahead of" : " behind") + " the service's";
  const bool good = size < std::chrono::minutes(5);
  return {
      "clock", good ? CheckState::kGood : CheckState::kWarning,
      "this machine's clock " + by +
          (good ? "" : "; beyond 15m the service refuses a first try and this program corrects itself: set the clock")};
}

Check checkCredentials(const Result<Credentials>& credentials) {
  if (credentials) return {"credentials", CheckState::kGood, "from " + credentials->source};
  return {"credentials", CheckState::kBad, withHint(credentials.error()), ExitCode::kNoCredentials};
}

Check checkSignedCall(const Result<SearchManualDagNodeInstanceResponse>& answer) {
  constexpr std::string_view kName = "signed call";
  if (answer) return {std::string(kName), CheckState::kGood, "accepted"};
  const Error& error = answer.error();
  if (error.kind == ErrorKind::kCredentials) {
    return {std::string(kName), CheckState::kBad, "the credentials are refused: " + withHint(error),
            ExitCode::kNoCredentials};
  }
  if (isMissingPermission(error.code)) {
    return {std::string(kName), CheckState::kBad,
            "the credentials are right, a permission is missing: " + withHint(error), ExitCode::kRefused};
  }
  if (error.kind == ErrorKind::kRejected) {  // it read the request and knows no such run: that is all we wanted
    return {std::string(kName), CheckState::kGood, "accepted (the service knows no such run: " + withCode(error) + ")"};
  }
  return {std::string(kName), CheckState::kBad, withHint(error), ExitCode::kNotReached};
}

Check checkProxy(const std::optional<std::string>& flag, const std::string& fromEnvironment) {
  std::string proxy = flag.value_or(fromEnvironment);
  if (proxy.empty()) return {"proxy", CheckState::kGood, flag ? "none (--proxy '')" : "none"};
  const auto scheme = proxy.find("://");
  const std::size_t begin = scheme == std::string::npos ? 0 : scheme + 3;
  const auto at = proxy.rfind('@');
  if (at != std::string::npos && at >= begin) proxy.replace(begin, at - begin, "***");
  return {"proxy", CheckState::kGood, proxy + (flag ? " (--proxy)" : " (environment; NO_PROXY and loopback excepted)")};
}

int exitCodeOf(const std::vector<Check>& checks) {
  const auto bad =
      std::find_if(checks.begin(), checks.end(), [](const Check& check) { return check.state == CheckState::kBad; });
  return exitCodeOf(bad != checks.end() ? bad->exitCode : ExitCode::kSucceeded);
}

std::optional<std::chrono::system_clock::time_point> readHttpDate(std::string_view text) {
  std::array<char, 4> monthName{};
  int day = 0;
  int year = 0;
  int hour = 0;
  int minute = 0;
  int second = 0;
  if (std::sscanf(std::string(text).c_str(), "%*3s, %2d %3s %4d %2d:%2d:%2d GMT", &day, monthName.data(), &year, &hour,
                  &minute, &second) != 6) {
    return std::nullopt;
  }
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const auto month = kMonths.find(monthName.data());
  if (month == std::string_view::npos || month % 3 != 0) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month / 3 + 1)),
                                         std::chrono::day(static_cast<unsigned>(day)));
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second);
}

}  // namespace dataworks::cli
