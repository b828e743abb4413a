// Times as text: UTC with `Z` for machines, UTC+8 with its offset for people, who compare with the console.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace dataworks::cli {

[[nodiscard]] std::string machineTime(std::chrono::system_clock::time_point time);  ///< `2026-11-22T19:00:04.120Z`
[[nodiscard]] std::string peopleTime(std::chrono::system_clock::time_point time);   ///< `2026-11-23 03:00:04 +08:00`

/// Reads what `machineTime` wrote.
[[nodiscard]] std::optional<std::chrono::system_clock::time_point> readMachineTime(std::string_view text);

}  // namespace dataworks::cli
