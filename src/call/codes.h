// Every code of the service that this library knows: what it proves, and how to explain it.
#pragma once

#include <string_view>

#include "dataworks/error.h"

namespace dataworks {

/// What to do about a code beyond reporting it.
enum class Remedy {
  kNone,
  kTomorrow,          ///< A quota of the day: later today is no use.
  kCorrectClock,      ///< Take the time from the answer's `Date`.
  kRenewCredentials,  ///< Those are not good any more; where they come from there may be others by now.
};

struct KnownCode {
  std::string_view pattern;  ///< The code, or the message where that says it; with `*` at its end, its beginning.
  ErrorKind kind;
  Execution execution;
  Remedy remedy;
  std::string_view english;
  std::string_view chinese;
};

/// The most specific entry that matches, or null.
[[nodiscard]] const KnownCode* findCode(std::string_view code) noexcept;

}  // namespace dataworks
