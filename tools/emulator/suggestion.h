// Parts of messages: quoted names, and the name that was probably meant.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dataworks::emulator {

[[nodiscard]] inline std::string inQuotes(std::string_view text) { return '"' + std::string(text) + '"'; }

using Names = std::vector<std::string_view>;

/// `; did you mean "clean"?`, or nothing if no candidate is close.
[[nodiscard]] std::string didYouMean(std::string_view wrong, const Names& candidates);

}  // namespace dataworks::emulator
