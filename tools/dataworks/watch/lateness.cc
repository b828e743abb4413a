// SPDX-License-Identifier: Apache-2.0
#include "watch/lateness.h"

#include <charconv>
#include <cmath>

#include "terminal/language.h"
#include "text/duration.h"

namespace dataworks::cli {

namespace {

using std::chrono::milliseconds;

std::optional<double> parseFactor(std::string_view text) {
  if (!text.ends_with('x')) return std::nullopt;
  text.remove_suffix(1);
  constexpr std::string_view kDigits = "0123456789.";
  if (text.find_first_not_of(kDigits) != std::string_view::npos) return std::nullopt;
  double factor = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), factor);
  const bool isRead = error == std::errc{} && end == text.data() + text.size();
  return isRead && factor >= 1 && factor <= 1000 ? std::optional(factor) : std::nullopt;
}

}  // namespace

std::optional<LateLimit> parseLateLimit(std::string_view text) {
  LateLimit limit;
  if (const auto factor = parseFactor(text)) {
    limit.factor = *factor;
    return limit;
  }
  limit.duration = detail::parseDuration(text);
  if (!limit.duration || limit.duration->count() == 0) return std::nullopt;
  return limit;
}

std::optional<milliseconds> limitOf(const LateLimit& limit, const std::optional<terminal::UsualDuration>& usual) {
  if (limit.duration) return limit.duration;
  if (!usual) return std::nullopt;
  return milliseconds(std::llround(static_cast<double>(usual->median.count()) * limit.factor));
}

void LateWatch::update(const DagRun& run) {
  if (run.beginTime) begin_ = run.beginTime;
  end_ = run.finished() && run.activeCount() == 0 ? run.finishTime : std::nullopt;
}

std::optional<milliseconds> LateWatch::late(Time now) {
  if (wasLate_ || !limit_ || !begin_) return std::nullopt;
  const auto elapsed = std::chrono::floor<milliseconds>(end_.value_or(now) - *begin_);
  if (elapsed <= *limit_) return std::nullopt;
  wasLate_ = true;
  return elapsed;
}

std::string lateText(const std::string& run, milliseconds elapsed, milliseconds limit,
                     const std::optional<terminal::UsualDuration>& usual, Language language,
                     terminal::Charset charset) {
  const std::string took = detail::formatDuration(elapsed);
  const std::string most = detail::formatDuration(limit);
  std::string text = in(language, "late: " + run + " has taken " + took + ", more than " + most,
                        "超时：" + run + " 已用 " + took + "，超过 " + most);
  if (!usual) return text;
  const std::string range = terminal::rangeText(usual->low, usual->high, language, charset);
  return text + in(language, " (usually " + range + ")", "（通常 " + range + "）");
}

}  // namespace dataworks::cli
