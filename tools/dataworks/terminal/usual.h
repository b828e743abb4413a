// SPDX-License-Identifier: Apache-2.0
// How long a flow usually takes, and what that says of a run of it, as text. Pure.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

#include "dataworks/error.h"
#include "terminal/style.h"

namespace dataworks::terminal {

/// The last successful runs of a flow.
struct UsualDuration {
  std::chrono::milliseconds median{0};
  std::chrono::milliseconds low{0};  ///< The middle half of the runs lies between these two.
  std::chrono::milliseconds high{0};
  std::size_t runs = 0;

  friend bool operator==(const UsualDuration&, const UsualDuration&) = default;
};

/// `38–42 min`, `1m58s–2m05s`, `3h05m–3h20m`; one of them if both read the same. `-` in ASCII.
[[nodiscard]] std::string rangeText(std::chrono::milliseconds low, std::chrono::milliseconds high, Language language,
                                    Charset charset);

/// `usually 38–42 min, ends about 03:41 +08:00`; once it takes longer than that: `usually 38–42 min, 5m longer so far`.
/// `begin` unset: only how long it takes.
[[nodiscard]] std::string usualText(const UsualDuration& usual,
                                    const std::optional<std::chrono::system_clock::time_point>& begin,
                                    std::chrono::system_clock::time_point now, Language language, Charset charset);

}  // namespace dataworks::terminal
