// Formats times, durations and numbers for people and machines.
#pragma once

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>

namespace dataworks::detail::report {

using WallTime = std::chrono::system_clock::time_point;

/// `<0.1s`, `0.3s`, `4.5s`, `12s`, `1m05s`, `2h03m`, `3d04h`: the two most significant figures, never rounded up.
[[nodiscard]] std::string durationText(std::chrono::milliseconds duration);
/// `12.345`, in seconds.
[[nodiscard]] std::string secondsText(std::chrono::milliseconds duration);

[[nodiscard]] std::string shanghaiDay(WallTime time);        ///< `2026-11-23`
[[nodiscard]] std::string shanghaiClock(WallTime time);      ///< `03:00:04`
[[nodiscard]] std::string shanghaiDateTime(WallTime time);   ///< `2026-11-23 03:00:04 +08:00`
[[nodiscard]] std::string shanghaiTimestamp(WallTime time);  ///< `2026-11-23T03:00:04+08:00`, as XML has it
/// `2026-11-22T19:00:04.123Z`
[[nodiscard]] std::string utcText(WallTime time);

/// `5,000`
[[nodiscard]] std::string countText(std::size_t count);

/// Appends a number with at most three decimals, for CSS and SVG.
void appendDecimal(std::string& out, double value);
void appendInteger(std::string& out, std::int64_t value);

}  // namespace dataworks::detail::report
