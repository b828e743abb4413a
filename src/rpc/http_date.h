// The service's time: the `Date` header of its responses.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace dataworks::detail {

/// Reads `Sun, 22 Nov 2026 19:00:04 GMT`; empty for anything else.
[[nodiscard]] std::optional<std::chrono::system_clock::time_point> parseHttpDate(std::string_view text);

}  // namespace dataworks::detail
