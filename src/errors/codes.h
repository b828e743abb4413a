// SPDX-License-Identifier: Apache-2.0
// Every code of the service that this library knows: what it proves, and how to explain it.
#pragma once

#include <span>
#include <string_view>

#include "dataworks/error.h"

namespace dataworks::detail {

/// The service's word for an id that it does not list. Just after a trigger of our own it means "not yet".
inline constexpr std::string_view kNoSuchDag = "11020293069";

/// Not a code of the service: the limit on the day's calls that the caller has set was reached.
inline constexpr std::string_view kDailyCallsUsedUp = "DailyCallsUsedUp";

/// What to do about a code besides reporting it.
enum class Remedy {
  kNone,
  kDailyQuota,        ///< A daily quota: retrying today is no use.
  kCorrectClock,      ///< Take the time from the `Date` of the response.
  kRenewCredentials,  ///< These are no longer good; their source may have new ones by now.
};

struct KnownCode {
  std::string_view pattern;  ///< The code, or the message that stands for it; a final `*` matches any rest.
  ErrorKind kind;
  Execution execution;
  Remedy remedy;
  std::string_view english;
  std::string_view chinese;
};

/// Returns the most specific entry that matches, or null.
[[nodiscard]] const KnownCode* findCode(std::string_view code) noexcept;

/// Returns all entries.
[[nodiscard]] std::span<const KnownCode> knownCodes() noexcept;

/// Returns what to do about a code; `kNone` if it is not known.
[[nodiscard]] Remedy remedyFor(std::string_view code) noexcept;

}  // namespace dataworks::detail
