// SPDX-License-Identifier: Apache-2.0
// Durations as text: what errors, the terminal, the report and options say and read.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace dataworks::detail {

/// `300ms`, `4.5s`, `12s`, `1m05s`, `5m`, `2h03m`, `24h`: at most the two largest units, never rounded up. At most 6
/// wide below 100 hours. Less than 0 is `0s`.
[[nodiscard]] std::string formatDuration(std::chrono::milliseconds duration);

/// Reads what `formatDuration` writes, and `1h30m10s`, `1.5s`: units `h`, `m`, `s`, `ms`, each smaller than the one
/// before. A number needs its unit, except `0`. Empty for anything else, and beyond ten years.
[[nodiscard]] std::optional<std::chrono::milliseconds> parseDuration(std::string_view text) noexcept;

}  // namespace dataworks::detail
