// Times as errors of a wait say them: in whole seconds, where they are whole.
#pragma once

#include <chrono>
#include <string>

namespace dataworks::detail {

[[nodiscard]] inline std::string formatDuration(std::chrono::milliseconds time) {
  const auto count = time.count();
  return count % 1000 == 0 ? std::to_string(count / 1000) + " s" : std::to_string(count) + " ms";
}

}  // namespace dataworks::detail
