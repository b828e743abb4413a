#include "duration.h"

#include <array>
#include <charconv>
#include <cstdint>

namespace dataworks::cli {

namespace {

struct Unit {
  std::string_view name;
  std::int64_t milliseconds;
};

constexpr std::array<Unit, 4> kUnits{{{"h", 3'600'000}, {"m", 60'000}, {"s", 1'000}, {"ms", 1}}};
constexpr std::int64_t kMost = std::int64_t{10} * 365 * 24 * 3'600'000;  // ten years: no sum below can overflow

/// Takes one `<number><unit>` off the front; the unit must be smaller than the one before, so that `1s1s` is an error.
std::optional<std::int64_t> takePart(std::string_view& text, std::size_t& firstUnit) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || number < 0) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  const std::string_view unit = text.substr(0, text.find_first_not_of("hms"));
  for (std::size_t i = firstUnit; i < kUnits.size(); ++i) {
    if (kUnits[i].name != unit) continue;
    if (number > kMost / kUnits[i].milliseconds) return std::nullopt;
    text.remove_prefix(unit.size());
    firstUnit = i + 1;
    return number * kUnits[i].milliseconds;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::chrono::milliseconds> parseDuration(std::string_view text) {
  if (text == "0") return std::chrono::milliseconds(0);
  std::int64_t sum = 0;
  std::size_t firstUnit = 0;
  do {
    const auto part = takePart(text, firstUnit);
    if (!part) return std::nullopt;
    sum += *part;
  } while (!text.empty());
  return std::chrono::milliseconds(sum);
}

std::string formatDuration(std::chrono::milliseconds duration) {
  std::string text;
  std::int64_t rest = duration.count();
  for (const Unit& unit : kUnits) {
    const std::int64_t number = rest / unit.milliseconds;
    if (number > 0) text.append(std::to_string(number)).append(unit.name);
    rest %= unit.milliseconds;
  }
  return text.empty() ? "0" : text;
}

}  // namespace dataworks::cli
