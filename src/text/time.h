// SPDX-License-Identifier: Apache-2.0
// Times as text, each form once: what the service, HTTP and files contain, and what people read.
//
// Readers accept their form and nothing else: no blank, no day or hour that does not exist. A leap second counts as the
// second after it. Years before 1970 and times beyond the clock (the year 2262) are invalid unless said otherwise.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dataworks::detail {

using WallTime = std::chrono::system_clock::time_point;

/// Shanghai has had no daylight saving since 1991, and the service means this offset for earlier years, too.
inline constexpr std::chrono::hours kShanghaiOffset{8};

[[nodiscard]] std::string dayText(std::chrono::year_month_day day);  ///< `2026-11-22`
[[nodiscard]] std::string isoTimestamp(WallTime time);               ///< `2026-11-22T19:00:04Z`
using IsoTimestamp = std::array<char, 20>;
[[nodiscard]] IsoTimestamp isoTimestampChars(WallTime time) noexcept;  ///< The same, without memory.
[[nodiscard]] std::string isoTimestampMs(WallTime time);               ///< `2026-11-22T19:00:04.123Z`
[[nodiscard]] std::string shanghaiTime(WallTime time);                 ///< `2026-11-23 03:00:04`, as the service has it
[[nodiscard]] std::string peopleTime(WallTime time);                   ///< `2026-11-23 03:00:04 +08:00`
[[nodiscard]] std::int64_t epochMilliseconds(WallTime time) noexcept;

/// `2026-11-22`
[[nodiscard]] std::optional<std::chrono::year_month_day> parseDay(std::string_view text) noexcept;
/// `2026-11-22T19:00:04Z`, also with a fraction, of which milliseconds are kept. A time beyond the clock becomes its
/// latest: `9999-12-31T23:59:59Z` means "never".
[[nodiscard]] std::optional<WallTime> parseUtc(std::string_view text) noexcept;
/// `2026-11-23 03:00:04`, in Shanghai.
[[nodiscard]] std::optional<WallTime> parseShanghai(std::string_view text) noexcept;
/// `Sun, 22 Nov 2026 19:00:04 GMT`, the form of HTTP that servers send.
[[nodiscard]] std::optional<WallTime> parseHttpDate(std::string_view text) noexcept;
/// A time as the service writes it: epoch milliseconds or Shanghai time, with or without blanks around it.
[[nodiscard]] std::optional<WallTime> parseServiceTime(std::string_view text) noexcept;
/// Returns empty for 0 and less, which mean "never" where they occur.
[[nodiscard]] std::optional<WallTime> timeOfEpochMilliseconds(std::int64_t milliseconds) noexcept;

}  // namespace dataworks::detail
