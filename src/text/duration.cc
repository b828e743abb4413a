// SPDX-License-Identifier: Apache-2.0
#include "text/duration.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace dataworks::detail {

namespace {

using std::chrono::milliseconds;

struct Unit {
  std::string_view name;
  std::int64_t milliseconds;
};

constexpr std::array<Unit, 4> kUnits{{{"h", 3'600'000}, {"m", 60'000}, {"s", 1'000}, {"ms", 1}}};
constexpr std::int64_t kMost = std::int64_t{10} * 365 * 24 * 3'600'000;  // ten years: sums cannot overflow

bool isDigit(char c) noexcept { return c >= '0' && c <= '9'; }

// `2h03m`; without the second if that is 0.
std::string twoUnits(std::int64_t large, char largeUnit, std::int64_t small, char smallUnit) {
  std::string text = std::to_string(large) + largeUnit;
  if (small == 0) return text;
  if (small < 10) text += '0';
  return text + std::to_string(small) + smallUnit;
}

// Takes `<number><unit>` off the front and adds it to `sum`; `first` is the largest unit allowed.
bool takePart(std::string_view& text, std::size_t& first, std::int64_t& sum) noexcept {
  const std::size_t numberEnd = std::min(text.find_first_not_of("0123456789."), text.size());
  const std::string_view number = text.substr(0, numberEnd);
  text.remove_prefix(numberEnd);
  const std::string_view unitName = text.substr(0, text.find_first_not_of("hms"));
  const auto unit =
      std::find_if(kUnits.begin() + first, kUnits.end(), [unitName](const Unit& u) { return u.name == unitName; });
  if (unit == kUnits.end() || number.empty() || !isDigit(number.front()) || !isDigit(number.back())) return false;
  text.remove_prefix(unitName.size());
  first = static_cast<std::size_t>(unit - kUnits.begin()) + 1;

  std::int64_t value = 0;
  std::int64_t weight = unit->milliseconds;
  bool inFraction = false;
  for (const char c : number) {
    if (c == '.') {
      if (inFraction) return false;
      inFraction = true;
    } else if (inFraction) {
      weight /= 10;  // what is below a millisecond is cut off
      value += weight * (c - '0');
    } else {
      value = value * 10 + weight * (c - '0');
      if (value > kMost) return false;
    }
  }
  sum += value;
  return sum <= kMost;
}

}  // namespace

std::string formatDuration(milliseconds duration) {
  const std::int64_t ms = std::max<std::int64_t>(duration.count(), 0);
  if (ms == 0) return "0s";
  if (ms < 1000) return std::to_string(ms) + "ms";
  const std::int64_t seconds = ms / 1000;
  const std::int64_t tenths = ms / 100 % 10;
  if (seconds < 10 && tenths != 0) return std::to_string(seconds) + '.' + std::to_string(tenths) + 's';
  if (seconds < 60) return std::to_string(seconds) + 's';
  if (seconds < 3600) return twoUnits(seconds / 60, 'm', seconds % 60, 's');
  return twoUnits(seconds / 3600, 'h', seconds / 60 % 60, 'm');
}

std::optional<milliseconds> parseDuration(std::string_view text) noexcept {
  if (text == "0") return milliseconds(0);
  std::int64_t sum = 0;
  std::size_t first = 0;
  do {
    if (!takePart(text, first, sum)) return std::nullopt;
  } while (!text.empty());
  return milliseconds(sum);
}

}  // namespace dataworks::detail
