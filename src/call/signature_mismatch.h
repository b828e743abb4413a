// `SignatureDoesNotMatch`: the gateway tells what it signed. Comparing that with what was signed here tells a wrong
// secret from a request that was changed on its way.
#pragma once

#include <string>
#include <string_view>

#include "dataworks/error.h"

namespace dataworks {

/// Whether the message holds the gateway's string to sign: with `SignatureDoesNotMatch`, but not only with that.
[[nodiscard]] bool tellsStringToSign(const Error& error) noexcept;

/// Wipes the gateway's string to sign out of the message, because it may hold a security token, and says in the hint
/// what the comparison with `ours` shows.
[[gnu::cold]] void explainMismatch(Error& error, std::string_view ours);

}  // namespace dataworks
