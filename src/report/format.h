// SPDX-License-Identifier: Apache-2.0
// Formats times and numbers for the page and for other programs; see also text/time.h and text/duration.h.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include "text/count.h"
#include "text/duration.h"
#include "text/time.h"

namespace dataworks::detail::report {

/// `12.345`, in seconds.
[[nodiscard]] std::string secondsText(std::chrono::milliseconds duration);

[[nodiscard]] std::string shanghaiDay(WallTime time);        ///< `2026-11-23`
[[nodiscard]] std::string shanghaiClock(WallTime time);      ///< `03:00:04`
[[nodiscard]] std::string shanghaiTimestamp(WallTime time);  ///< `2026-11-23T03:00:04+08:00`, as XML has it

/// Appends a number with at most three decimals, for CSS and SVG.
void appendDecimal(std::string& out, double value);
void appendInteger(std::string& out, std::int64_t value);

}  // namespace dataworks::detail::report
