#include "errors/retry_hint.h"

#include <algorithm>
#include <cstdint>

#include "text/ascii.h"
#include "text/time.h"

namespace dataworks::detail {

namespace {

using std::chrono::milliseconds;

constexpr std::int64_t kMostSeconds = 7LL * 24 * 3600;  // beyond a week it is no advice

}  // namespace

std::optional<milliseconds> retryHint(const HttpResponse& response) {
  if (const auto count = wholeNumber(response.header("x-acs-retry-after"))) {
    if (*count <= kMostSeconds * 1000) return milliseconds(*count);
  }
  const std::string_view text = response.header("Retry-After");
  if (const auto count = wholeNumber(text)) {
    if (*count <= kMostSeconds) return std::chrono::seconds(*count);
  }
  const auto until = parseHttpDate(text);
  const auto now = parseHttpDate(response.header("Date"));
  if (!until || !now || *until < *now) return std::nullopt;
  const auto pause = std::chrono::duration_cast<milliseconds>(*until - *now);
  if (pause > std::chrono::seconds(kMostSeconds)) return std::nullopt;
  return pause;
}

}  // namespace dataworks::detail
