// Times as the service writes them: epoch milliseconds, or `yyyy-MM-dd HH:mm:ss` in UTC+8.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace dataworks::detail::wire {

using Time = std::chrono::system_clock::time_point;

/// Shanghai has had no daylight saving since 1991, and the service means this offset for earlier years, too.
inline constexpr std::chrono::hours kShanghaiOffset{8};

/// Returns empty for 0 and less, which mean "never" where they occur, and for what a `system_clock` cannot hold.
[[nodiscard]] std::optional<Time> timeOfEpochMilliseconds(std::int64_t milliseconds) noexcept;

/// Parses either form. Returns empty for anything else, including a day or an hour that does not exist.
[[nodiscard]] std::optional<Time> parseTime(std::string_view text) noexcept;

/// Parses `yyyy-MM-dd` at the start of `text`. Returns empty for anything else, including a day that does not exist.
[[nodiscard]] std::optional<std::chrono::year_month_day> parseDay(std::string_view text) noexcept;

}  // namespace dataworks::detail::wire
