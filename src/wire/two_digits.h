// Writes the digits of dates and times.
#pragma once

namespace dataworks::detail::wire {

/// Writes `number`, below 100, as two digits.
inline void writeTwoDigits(char* to, unsigned number) noexcept {
  to[0] = static_cast<char>('0' + number / 10);
  to[1] = static_cast<char>('0' + number % 10);
}

}  // namespace dataworks::detail::wire
