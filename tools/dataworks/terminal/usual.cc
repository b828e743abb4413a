// SPDX-License-Identifier: Apache-2.0
#include "terminal/usual.h"

#include <utility>

#include "terminal/language.h"
#include "text/duration.h"
#include "text/time.h"

namespace dataworks::terminal {
namespace {

using cli::in;
using std::chrono::milliseconds;
using Time = std::chrono::system_clock::time_point;

template <class Unit>
milliseconds rounded(milliseconds duration) {
  return std::chrono::round<Unit>(duration);
}

std::string minutes(milliseconds duration) {
  return std::to_string(std::chrono::round<std::chrono::minutes>(duration).count());
}

// `03:41 +08:00`; with seconds for a short run, with the day for one that takes about a day.
std::string endText(Time end, milliseconds duration) {
  const bool isShort = duration < std::chrono::minutes(10);
  const bool isLong = duration > std::chrono::hours(20);
  const std::string text =
      isShort ? detail::peopleTime(end) : detail::peopleTime(std::chrono::round<std::chrono::minutes>(end));
  const std::size_t from = isLong ? 0 : 11;
  const std::size_t to = isShort ? 19 : 16;
  return text.substr(from, to - from) + " +08:00";
}

}  // namespace

std::string rangeText(milliseconds low, milliseconds high, Language language, Charset charset) {
  using namespace std::chrono_literals;
  const std::string_view dash = charset == Charset::kUtf8 ? "–" : "-";
  const bool inMinutes = low >= 10min && high < 2h;
  std::pair<std::string, std::string> ends;
  if (inMinutes) {
    ends = {minutes(low), minutes(high)};
  } else if (high < 10min) {
    ends = {detail::formatDuration(high < 10s ? low : rounded<std::chrono::seconds>(low)),
            detail::formatDuration(high < 10s ? high : rounded<std::chrono::seconds>(high))};
  } else {
    ends = {
        detail::formatDuration(low < 10min ? rounded<std::chrono::seconds>(low) : rounded<std::chrono::minutes>(low)),
        detail::formatDuration(rounded<std::chrono::minutes>(high))};
  }
  std::string text = ends.first;
  if (ends.second != ends.first) text.append(dash).append(ends.second);
  return inMinutes ? text + in(language, " min", " 分钟") : text;
}

std::string usualText(const UsualDuration& usual, const std::optional<Time>& begin, Time now, Language language,
                      Charset charset) {
  std::string text = in(language, "usually ", "通常 ") + rangeText(usual.low, usual.high, language, charset);
  if (!begin) return text;
  if (now > *begin + usual.high) {
    const std::string more = detail::formatDuration(
        std::chrono::floor<milliseconds>(std::chrono::floor<std::chrono::seconds>(now - *begin - usual.high)));
    return text + in(language, ", " + more + " longer so far", "，已超出 " + more);
  }
  const std::string end = endText(*begin + usual.median, usual.median);
  return text + in(language, ", ends about " + end, "，预计 " + end + " 结束");
}

}  // namespace dataworks::terminal
