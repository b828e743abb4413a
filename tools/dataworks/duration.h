// Durations as people write them on a command line: `500ms`, `10s`, `2h`, `1h30m`.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace dataworks::cli {

/// Empty for anything that is no duration; a number needs its unit, except `0`.
[[nodiscard]] std::optional<std::chrono::milliseconds> parseDuration(std::string_view text);

/// The shortest text that `parseDuration` reads back as the same duration: `24h`, `1h30m`, `50ms`.
[[nodiscard]] std::string formatDuration(std::chrono::milliseconds duration);

}  // namespace dataworks::cli
