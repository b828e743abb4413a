// Every code of the service that this library knows: what it proves, and how to explain it.
#pragma once

#include <string_view>

#include "dataworks/error.h"

namespace dataworks {

/// What to do about a code beyond reporting it.
enum class Remedy {
  kNone,
  kBackOff,           ///< Throttled: come back later.
  kTomorrow,          ///< A quota of the day: later today is no use.
  kCorrectClock,      ///< Take the time from the answer's `Date`.
  kRenewCredentials,  ///< Temporary credentials have expired.
  kSignAnew,          ///< The nonce was seen before.
};

struct KnownCode {
  std::string_view pattern;  ///< The code; with `*` at its end, what it begins with.
  ErrorKind kind;
  Execution execution;
  Remedy remedy;
  std::string_view english;
  std::string_view chinese;
};

/// The most specific entry that matches, or null.
[[nodiscard]] const KnownCode* findCode(std::string_view code) noexcept;

}  // namespace dataworks
